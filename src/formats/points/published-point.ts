/** A point of a published annotation, in voxels. */
export interface PublishedPoint {
  /** 1-based line of the file. */
  readonly line: number;
  /** Its `type`; null where the line gives none. */
  readonly type: string | null;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Three rows of the rotation; null where the line gives none. */
  readonly rotation: readonly (readonly number[])[] | null;
  /** Null where the line gives none. */
  readonly instance: number | null;
}
