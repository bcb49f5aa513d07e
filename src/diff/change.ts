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
