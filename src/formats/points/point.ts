import { IngestError } from '../../base/errors.js';
import type { WarningKind } from '../../base/issue.js';
import type { ByteSource } from '../byte-source.js';
import type { FileHead } from '../file-head.js';
import type { Optics } from './optics.js';
import type { RowIndex } from './row-index.js';

/** A position in a tomogram, in voxels from its corner. */
export interface Location {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A 3 × 3 rotation, row by row. */
export type Rotation = readonly [number, number, number, number, number, number, number, number, number];

/** x, y, z. */
export type Vector = readonly [number, number, number];

/** An annotated object that is published as a line of ndjson. */
export type AnnotationPoint =
  | { readonly type: 'point'; readonly location: Location }
  | { readonly type: 'orientedPoint'; readonly location: Location; readonly rotation: Rotation }
  | { readonly type: 'instancePoint'; readonly location: Location; readonly instanceId: number };

/** Types of points, as in the `type` of a published line. */
export type PointType = AnnotationPoint['type'];

/** A point of a published annotation, in voxels. */
export interface PublishedPoint extends Location {
  /** 1-based line of the file. */
  readonly line: number;
  /** `type` of the line; null if it is missing. */
  readonly type: string | null;
  /** Null if it is missing. */
  readonly rotation: Rotation | null;
  /** Null if it is missing. */
  readonly instance: number | null;
  /** The first key that no type of points has, such as `location.w`. */
  readonly unknownKey?: string;
}

/** Fields of a line beside `type` and `location`. */
export type PointField = Exclude<keyof PublishedPoint, 'line' | 'type' | 'x' | 'y' | 'z' | 'unknownKey'>;

interface FieldRow {
  /** The key in a line of ndjson. */
  readonly key: string;
  /** Its value as ingest spells it; `#` stands for a number. */
  readonly spelling: string;
  readonly isInteger: boolean;
  /** Its plural in messages, and the content of a tree that it is. */
  readonly plural: string;
  readonly content: string;
  /** Words for messages: the field, and its absence. */
  readonly one: string;
  readonly none: string;
  /** The message for a value that is spelled otherwise; with `isRequired`, the point is not read then. */
  readonly malformed: { readonly message: string; readonly expected?: string; readonly found?: string };
  readonly isRequired: boolean;
  /** Demand on its numbers, in words; absent if any will do. */
  readonly expected?: string;
  isValid?(numbers: readonly number[]): boolean;
}

export const pointFields: Readonly<Record<PointField, FieldRow>> = {
  instance: {
    key: 'instance_id',
    spelling: '#',
    isInteger: true,
    plural: 'instances',
    content: 'instances',
    one: 'an instance',
    none: 'no instance',
    malformed: { message: 'no instance_id', expected: 'a number' },
    isRequired: true,
    expected: 'a whole number of 0 or more',
    isValid: ([id = -1]) => Number.isInteger(id) && id >= 0,
  },
  rotation: {
    key: 'xyz_rotation_matrix',
    spelling: '[[#, #, #], [#, #, #], [#, #, #]]',
    isInteger: false,
    plural: 'rotations',
    content: 'orientations',
    one: 'a matrix',
    none: 'no matrix',
    malformed: { message: 'xyz_rotation_matrix is not a matrix', found: 'not 3 × 3 numbers' },
    isRequired: false,
  },
};

export const pointFieldNames = Object.keys(pointFields) as readonly PointField[];

/** The fields of each type of points, richest type first. */
export const fieldsOf: Readonly<Record<PointType, readonly PointField[]>> = {
  orientedPoint: ['rotation'],
  instancePoint: ['instance'],
  point: [],
};

export function hasField(type: PointType, field: PointField): boolean {
  return fieldsOf[type].includes(field);
}

/** Types of points, richest first. */
export const pointTypes = Object.keys(fieldsOf) as readonly PointType[];

/** Writes the numbers of a point, in the order of its line, to `values` from `at` on. */
export function putLineValues(point: AnnotationPoint, values: Float64Array | number[], at: number): void {
  const { x, y, z } = point.location;
  values[at] = x;
  values[at + 1] = y;
  values[at + 2] = z;
  switch (point.type) {
    case 'point':
      break;
    case 'orientedPoint':
      for (let entry = 0; entry < 9; entry++) values[at + 3 + entry] = point.rotation[entry] as number;
      break;
    case 'instancePoint':
      values[at + 3] = point.instanceId;
      break;
    default:
      point satisfies never;
  }
}

/** Returns the point whose location and fields are numbers from `at` on, in the order of its line. */
export function publishedPoint(
  line: number,
  type: string | null,
  fields: readonly PointField[],
  values: ArrayLike<number>,
  at = 0,
): PublishedPoint {
  const value = (index: number) => values[index] as number;
  let rotation: PublishedPoint['rotation'] = null;
  let instance: PublishedPoint['instance'] = null;
  let next = at + 3;
  for (const field of fields) {
    switch (field) {
      case 'rotation':
        rotation = [
          ...([value(next), value(next + 1), value(next + 2)] as const),
          ...([value(next + 3), value(next + 4), value(next + 5)] as const),
          ...([value(next + 6), value(next + 7), value(next + 8)] as const),
        ];
        next += 9;
        break;
      case 'instance':
        instance = value(next);
        next += 1;
        break;
      default:
        field satisfies never;
    }
  }
  return { line, type, x: value(at), y: value(at + 1), z: value(at + 2), rotation, instance };
}

/** Limits of picks in JSON, which are parsed at once: 500,000 points take a second and 200 MiB. */
export const pickLimits = { limit: 64 * 2 ** 20, mostCommas: 2_000_000 } as const;

/** The points of a file in batches, in file order. */
export type PointBatches = AsyncGenerator<readonly AnnotationPoint[]>;

/** Reads points in batches, in file order. Fails with a FormatError, or an IngestError for unsuited options. */
export type PointReader = (source: ByteSource, type: PointType, options: PointOptions) => PointBatches;

export interface PointFormat {
  /** The name in `file_format` of the configuration. */
  readonly name: string;
  readonly description: string;
  /** Types of points that it can hold. */
  readonly types: readonly PointType[];
  /** Text of columns: their delimiter, and whether the first line names them. */
  readonly columns?: { readonly delimiter: string; readonly hasHeader: boolean };
  /** True if files of other formats or purposes may begin like it too, so that others are tried before it. */
  readonly isLoose?: true;
  /** True if the coordinates are in Å, so that the binning is the voxel spacing. */
  readonly isInAngstrom?: true;
  readonly options: readonly ('binning' | 'order' | 'delimiter' | 'filter' | 'tomograms')[];
  /** True if a file begins like this format. */
  sniff(head: FileHead): boolean;
  readonly read: PointReader;
}

/** Facts of a table of several runs, kept from its first reading for the next ones. */
export interface KnownTable {
  readonly rows: RowIndex;
  readonly optics: Optics;
}

/** Known tables by file and format; the files must not change meanwhile. */
export interface KnownTables {
  get(table: string): KnownTable | null;
  set(table: string, known: KnownTable): void;
}

/** Options for reading a file of points. */
export interface PointOptions {
  /** Name of a row of `pointFormats`, or `auto`, which detects it. */
  readonly format: string;
  /** Every coordinate is divided by it; above 0, default 1. */
  readonly binning?: number | null;
  /** Order of the coordinates in the file, default xyz; formats with named coordinates ignore it. */
  readonly order?: 'xyz' | 'zyx' | null;
  /** Delimiter of a table, a single character; default the format's own. */
  readonly delimiter?: string | null;
  /** Value of the format's tomogram column that selects the rows of a run; absent: all rows. */
  readonly filter?: string | null;
  /** Voxel spacing, in Å, of the tomogram that the points belong to; absent: unknown. */
  readonly voxelSpacing?: number | null;
  /** Returns the extent of that tomogram in Å, for formats that count from its centre; absent: unknown. */
  readonly extent?: () => Promise<Vector | null>;
  /**
   * The file that lists the tomograms of the format: `tomograms.star` of RELION 5, the `.doc` of a Dynamo table; the
   * model with the points of a motive list of PEET.
   */
  readonly tomograms?: ByteSource | null;
  /** `portal`: repeat mistakes of the portal's ingestion. Absent: read points as their program means them. */
  readonly compatible?: 'none' | 'portal';
  /** Known tables of files read with a filter; new ones are added. Absent: the whole file is always read. */
  readonly tables?: KnownTables;
  /** Called with the format that `auto` detects. */
  readonly chosen?: (format: string) => void;
  /** Called with the pixel size (Å) of coordinates in the file's optics, and its column. */
  readonly pixelSize?: (size: number, column: string) => void;
  /** Called with the pixel size (Å) that a table states where it may be that of images scaled down, not of coordinates. */
  readonly maybePixelSize?: (size: number) => void;
  /** True to read all rows of a table that otherwise needs a filter, to show what the file has. */
  readonly allRows?: boolean;
  /** Called if all coordinates are fractions of their tomogram, which are the same at every voxel spacing. */
  readonly fractional?: () => void;
  /** Called if the filter selects no row, with some or all values of the column; none for an empty table. */
  readonly unmatched?: (values: readonly string[]) => void;
  /** Called with warnings for a curator; `of` marks those of every file of the kind, and of empty tables. */
  readonly warn?: (message: string, of?: WarningKind) => void;
}

/** Returns what converts coordinates of a file to a location. Fails with an IngestError if the binning is not above 0. */
export function placement({ binning, order }: PointOptions) {
  const divisor = binning ?? 1;
  if (!(divisor > 0)) {
    const expected = 'a number above 0';
    throw new IngestError('the binning cannot divide', { expected, found: String(divisor) });
  }
  const ordered = (x: number, y: number, z: number): Location => {
    return { x: x / divisor, y: y / divisor, z: z / divisor };
  };
  return order === 'zyx' ? (z: number, y: number, x: number) => ordered(x, y, z) : ordered;
}
