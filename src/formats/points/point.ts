/** A place in a tomogram, in voxels from its corner. */
export interface Location {
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
export type AxisOrder = 'xyz' | 'zyx';
