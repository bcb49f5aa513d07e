/** What became of one entity from tree A to tree B. */
export interface EntityDiff {
  /** As the layout table calls it; `other` for files without a place, `tree` for the trees as a whole. */
  readonly type: string;
  readonly deposition: string | null;
  readonly dataset: string | null;
  readonly run: string | null;
  /** Voxel spacing in Å, three decimals. */
  readonly spacing: Sides<string | null>;
  readonly id: Sides<string | null>;
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  /** Files of the entity that were compared, or that only one tree has. */
  readonly files: number;
  readonly changes: readonly Change[];
}

/** What a comparison of two trees looks at, and what counts as the same. */
export interface DiffOptions {
  /** For voxels, numbers of metadata and places of points (voxels). */
  readonly tolerance: NumberTolerance;
  /** Voxels that a point may have moved and still be the same point. */
  readonly pointRadius: number;
  /** Key paths of metadata that are not compared. */
  readonly ignoredFields: readonly string[];
  /** Datasets to look at; null for all, and for the depositions. */
  readonly datasets: readonly string[] | null;
  /** Which runs to look at; null for all, and for what lies outside of runs. */
  readonly isRunWanted: ((name: string) => boolean) | null;
  /** Entity types to look at, as the layout table calls them; null for all. */
  readonly types: readonly string[] | null;
}

/** How much a change matters, most first: to what is measured, to what is said about it, to how and when it was stored. */
export const severities = ['science', 'metadata', 'storage', 'time'] as const;

export type Severity = (typeof severities)[number];

/** The same thing of both trees. */
export interface Sides<T> {
  readonly a: T;
  readonly b: T;
}

/** What changed, in words that never change their meaning. */
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

/** One change inside one file, or of one entity. */
export interface ContentChange {
  readonly kind: ChangeKind;
  readonly severity: Severity;
  /** Where: a key path, `level 1`, a line; null where the whole file is meant. */
  readonly at: string | null;
  /** What either side holds, as text; null where it holds nothing to show. */
  readonly a: string | null;
  readonly b: string | null;
  /** Measures that are the same whichever tree comes first, by name with the unit in it. */
  readonly facts?: Readonly<Record<string, number | readonly number[]>>;
}

/** A finding and the files it was found in. */
export interface Change extends ContentChange {
  readonly files: Sides<string | null>;
}

/** How far two numbers may be apart: |a − b| ≤ absolute + relative × max(|a|, |b|). */
export interface NumberTolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Whether two numbers are the same within a tolerance; NaN equals NaN, infinities only themselves. */
export function isWithin(a: number, b: number, { absolute, relative }: NumberTolerance): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const distance = Math.abs(a - b);
  return Number.isFinite(distance) && distance <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
}

/** What the last digit of a float32 is worth, of the number itself. */
const lastDigit = 2 ** -23;
/** What is left of a computed 0. */
const nothing = 1e-12;

/**
 * Whether two numbers differ only by the rounding of a computation, which no two programs do alike: by no more than the
 * last digit of a float32 of the size of `scale`. Whole numbers are counted, not computed.
 */
export function isRounding(a: number, b: number, scale = Math.max(Math.abs(a), Math.abs(b))): boolean {
  if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
  const distance = Math.abs(a - b);
  return distance <= lastDigit * scale || ((a === 0 || b === 0) && distance <= nothing);
}
