/** A surface of triangles. */
export interface TriangleMesh {
  /** x, y, z of each vertex in turn. */
  readonly vertices: Float64Array;
  /** Three vertex numbers a triangle, from 0. */
  readonly faces: Uint32Array;
}
