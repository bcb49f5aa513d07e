/** The result of comparing one entity of tree A with tree B. */
export interface EntityDiff {
  /** The entity type of the layout table; `other` for unknown files, `tree` for the trees as a whole. */
  readonly type: string;
  readonly deposition: string | null;
  readonly dataset: string | null;
  readonly run: string | null;
  /** The voxel spacing of the entity, in Å with three decimals. */
  readonly spacing: Sides<string | null>;
  readonly id: Sides<string | null>;
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  /** The number of files of the entity that were compared, or that only one tree has. */
  readonly files: number;
  readonly changes: readonly Change[];
}

/** Options of a comparison: what to compare, and which differences to ignore. */
export interface DiffOptions {
  /** For voxels, numbers in metadata and locations of points (in voxels). */
  readonly tolerance: NumberTolerance;
  /** The distance in voxels that a point may move and still count as the same point. */
  readonly pointRadius: number;
  /** Key paths of metadata to ignore. */
  readonly ignoredFields: readonly string[];
  /** Datasets to compare; null for all, and for depositions. */
  readonly datasets: readonly string[] | null;
  /** True for the runs to compare; null for all, and for files outside runs. */
  readonly isRunWanted: ((name: string) => boolean) | null;
  /** Entity types of the layout table to compare; null for all. */
  readonly types: readonly string[] | null;
}

/** Severities of changes, the worst first: to measurements, metadata, how or when they are stored. */
export const severities = ['science', 'metadata', 'storage', 'time'] as const;

/** The severity of a change. */
export type Severity = (typeof severities)[number];

/** The first or the second tree. */
export type Side = 'a' | 'b';

/** The same thing in both trees. */
export interface Sides<T> {
  readonly a: T;
  readonly b: T;
}

/** The kinds of change. Reports contain them, so a kind keeps its meaning. */
export const changeKinds = [
  // the tree
  'layout',
  'entity-added',
  'entity-removed',
  'renumbered',
  'moved-spacing',
  'file-added',
  'file-removed',
  'file-renamed',
  'unreadable',
  // bytes and text
  'bytes',
  'lines',
  'line-ends',
  // JSON
  'value',
  'key-added',
  'key-removed',
  'record-added',
  'record-removed',
  'record-order',
  'key-order',
  'number-spelling',
  'path-spelling',
  'spacing-and-escapes',
  // volumes
  'shape',
  'sample-type',
  'header-field',
  'extended-header',
  'labels',
  'voxels',
  'voxels-within-tolerance',
  'levels',
  'chunks',
  'codec',
  'separator',
  'array-attribute',
  'empty-chunks',
  'surplus-bytes',
  'surplus-files',
  // masks
  'mask',
  'label-added',
  'label-removed',
  'label-changed',
  // points
  'points-moved',
  'points-rotated',
  'matrices',
  'rotations-added',
  'rotations-removed',
  'instances-added',
  'instances-removed',
  'points-relabelled',
  'points-added',
  'points-removed',
  'points-order',
  'points-type',
  // meshes and pictures
  'mesh',
  'mesh-order',
  'mesh-winding',
  'picture-size',
  'picture',
  'picture-format',
  // what viewers load
  'segment-voxels',
  'mesh-levels',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** A change within a file, or of an entity. */
export interface ContentChange {
  readonly kind: ChangeKind;
  readonly severity: Severity;
  /** The location: a key path, `level 1`, a line; null for the whole file. */
  readonly at: string | null;
  /** The content in A, as text; null if there is nothing to show. */
  readonly a: string | null;
  /** The content in B. */
  readonly b: string | null;
  /** Measurements by name, with the unit in the name. Swapping the trees does not change them. */
  readonly facts?: Readonly<Record<string, number | readonly number[]>>;
}

/** A change, with the files in which it was found. */
export interface Change extends ContentChange {
  readonly files: Sides<string | null>;
}

/** Returns a change within a file. */
export function contentChange(
  kind: ChangeKind,
  severity: Severity,
  at: string | null = null,
  a: string | null = null,
  b: string | null = null,
  facts?: ContentChange['facts'],
): ContentChange {
  return { kind, severity, at, a, b, ...(facts === undefined ? {} : { facts }) };
}

/** Returns a change if two texts differ, else nothing. */
export function textChange(
  kind: ChangeKind,
  severity: Severity,
  at: string | null,
  a: string | null,
  b: string | null,
  isSame = a === b,
): ContentChange[] {
  return isSame ? [] : [contentChange(kind, severity, at, a, b)];
}

/** The allowed difference of two numbers: |a − b| ≤ absolute + relative × max(|a|, |b|). */
export interface NumberTolerance {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * True if two numbers agree within a tolerance. NaN equals NaN; an infinity equals only itself.
 *
 * @example
 * isWithin(100, 101, { absolute: 0, relative: 0.01 }); // true
 */
export function isWithin(a: number, b: number, { absolute, relative }: NumberTolerance): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const distance = Math.abs(a - b);
  return Number.isFinite(distance) && distance <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
}

/** The precision of a float32, as a share of the number. */
const lastDigit = 2 ** -23;
/** The largest rounding error of a computed 0. */
const zeroError = 1e-12;

/**
 * True if two numbers differ only by rounding, which varies between programs: by no more than the last digit of a
 * float32 of the size of `scale`. Two integers must be equal: they are counts, not results of a computation.
 *
 * @example
 * isRounding(0.1 + 0.2, 0.3); // true
 * isRounding(3, 4); // false
 */
export function isRounding(a: number, b: number, scale = Math.max(Math.abs(a), Math.abs(b))): boolean {
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  const distance = Math.abs(a - b);
  return distance <= lastDigit * scale || ((a === 0 || b === 0) && distance <= zeroError);
}

/** Returns a text for a change, cut to `length` characters. */
export function shorten(text: string, length = 120): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
