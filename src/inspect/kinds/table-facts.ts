import type { AnnotationPoint, PublishedPoint } from '../../formats/points/index.js';

/** A table of a STAR file, or its keys. */
export interface StarBlock {
  readonly name: string;
  /** Names of the columns of its table; none where it has keys only. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly keys: Readonly<Record<string, string>>;
}

/** A file of points as its reader sees it. */
export interface PointsFacts {
  readonly kind: 'points';
  /** What the configuration calls the format; null for published points. */
  readonly file_format: string | null;
  /** What the format can be read as. */
  readonly types: readonly string[];
  /** Null where the points could not be read by themselves. */
  readonly count: number | null;
  /** Why not. */
  readonly unread?: string;
  /** Names of columns; empty where the format has none. */
  readonly columns: readonly string[];
  /** Blocks of a STAR file. */
  readonly blocks?: readonly StarBlock[];
  /** The first rows, as they are written. */
  readonly rows: readonly (readonly string[])[];
  /** The first points, as they are read: in the unit of the file. */
  readonly points: readonly (AnnotationPoint | PublishedPoint)[];
  /** Least and greatest coordinates; null without points. */
  readonly bounds: Bounds | null;
  /** Distinct instances, where points have them. */
  readonly instances?: number;
}

/** Least and greatest of x, y, z. */
export interface Bounds {
  readonly min: readonly [number, number, number];
  readonly max: readonly [number, number, number];
}

/** A STAR file that holds no points. */
export interface StarFacts {
  readonly kind: 'star';
  /** None reads it for points. */
  readonly file_format: null;
  readonly blocks: readonly StarBlock[];
  readonly rows: readonly (readonly string[])[];
}

/** Delimited text that holds no points: a run map, a list. */
export interface TableFacts {
  readonly kind: 'table';
  readonly columns: readonly string[];
  /** Rows below the first. */
  readonly count: number;
  readonly rows: readonly (readonly string[])[];
}
