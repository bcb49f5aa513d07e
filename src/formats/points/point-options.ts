import { IngestError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import type { KnownTables } from './known-tables.js';
import type { AxisOrder, Location, Vector } from './point.js';

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
export type Place = (first: number, second: number, third: number) => Location;

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
