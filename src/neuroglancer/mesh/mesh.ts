import { type Bounds, boundsOf } from '../bounds.js';

/** A triangle mesh. */
export interface Mesh {
  /** x, y, z of each vertex. */
  readonly positions: Float64Array;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly triangles: Uint32Array;
}

/** Bounds of a mesh's vertices; zeros for a mesh without vertices. */
export function meshBounds({ positions }: Mesh): Bounds {
  return boundsOf(positions);
}
