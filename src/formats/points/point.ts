import { IngestError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import type { FileHead } from '../file-head.js';
import type { Optics } from './optics.js';
import type { RowIndex } from './row-index.js';

/** A place in a tomogram, in voxels from its corner. */
interface Location {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A 3×3 rotation, row by row. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** x, y, z. */
export type Vector = readonly [number, number, number];

/** One annotated object of a kind that is published as a line of ndjson. */
export type AnnotationPoint =
  | { readonly type: 'point'; readonly location: Location }
  | { readonly type: 'orientedPoint'; readonly location: Location; readonly rotation: Rotation }
  | { readonly type: 'instancePoint'; readonly location: Location; readonly instanceId: number };

export type PointType = AnnotationPoint['type'];

/** Whether a file gives coordinates as x, y, z or as z, y, x. */
type AxisOrder = 'xyz' | 'zyx';

/** Reads the points of a file in batches, in file order. Fails with a FormatError, or an IngestError for unfit options. */
export type PointReader = (
  source: ByteSource,
  type: PointType,
  options: PointOptions,
) => AsyncGenerator<readonly AnnotationPoint[]>;

/** A kind of point file: what it is called, what it holds and how it is read. */
export interface PointFormat {
  /** As `file_format` of the configuration. */
  readonly name: string;
  readonly description: string;
  /** Types of points that it can give. */
  readonly types: readonly PointType[];
  /** Options that change what is read. */
  readonly options: readonly ('binning' | 'order' | 'delimiter' | 'filter' | 'tomograms')[];
  /** Whether a file begins as one of this kind does. */
  sniff(head: FileHead): boolean;
  readonly read: PointReader;
}

/** What the first reading of a table of several runs tells the next ones. */
export interface KnownTable {
  readonly rows: RowIndex;
  readonly optics: Optics;
}

/** Tables by file and format; the files must not change while they are known. */
export interface KnownTables {
  get(table: string): KnownTable | null;
  set(table: string, known: KnownTable): void;
}

/** How a file of points is to be read. */
export interface PointOptions {
  /** Name of a row of `pointFormats`, or `auto` for the one that the file begins like. */
  readonly format: string;
  /** Every coordinate is divided by it; above 0, default 1. */
  readonly binning?: number | null;
  /** Order of the coordinates in the file, default xyz; formats with named coordinates ignore it. */
  readonly order?: AxisOrder | null;
  /** One character, default the format's own. */
  readonly delimiter?: string | null;
  /** Value of the format's tomogram column that selects the rows of one run; absent: all rows. */
  readonly filter?: string | null;
  /** Å of a voxel of the tomogram that the points belong to; absent: unknown. */
  readonly voxelSpacing?: number | null;
  /** Extent of that tomogram in Å, asked for where a format counts from its centre; absent: unknown. */
  readonly extent?: () => Promise<Vector | null>;
  /** The file that lists the tomograms of the format: `tomograms.star` of RELION 5, the `.doc` of a Dynamo table. */
  readonly tomograms?: ByteSource | null;
  /** `portal`: mistakes of the portal's ingestion are made as well. Absent: points are read as their program means them. */
  readonly compatible?: 'none' | 'portal';
  /** What is known of files that were read with a filter; added to. Absent: every reading reads all. */
  readonly tables?: KnownTables;
  /** Told the format that `auto` comes to. */
  readonly chosen?: (format: string) => void;
  /** Told the pixel size (Å) of coordinates that the file's optics give, and their column. */
  readonly pixelSize?: (size: number, column: string) => void;
  /** Told where the filter selects no row: values that the column has, all or some of them; none in an empty table. */
  readonly unmatched?: (values: readonly string[]) => void;
  /** Told of what a curator should look at; the points are read all the same. */
  readonly warn?: (message: string) => void;
}

/** How coordinates of a file become a location. */
type Place = (first: number, second: number, third: number) => Location;

/** Applies order and binning; fails with an IngestError on a binning that is not above 0. */
export function placement({ binning, order }: PointOptions): Place {
  const divisor = binning ?? 1;
  if (!(divisor > 0)) {
    throw new IngestError('the binning cannot divide', {
      expected: 'a number above 0',
      found: String(divisor),
    });
  }
  if (order === 'zyx') return (z, y, x) => ({ x: x / divisor, y: y / divisor, z: z / divisor });
  return (x, y, z) => ({ x: x / divisor, y: y / divisor, z: z / divisor });
}
