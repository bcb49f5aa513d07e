/** Triangles of a mesh file, all its meshes together. */
export interface MeshGeometry {
  /** x, y, z of every vertex, one after another. */
  readonly vertices: Float32Array;
  /** Three indices of vertices for every triangle. */
  readonly triangles: Uint32Array;
}

/** Sum of the areas of all triangles. */
export function surfaceArea({ vertices, triangles }: MeshGeometry): number {
  let area = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const [p, q, r] = [0, 1, 2].map((corner) => 3 * (triangles[at + corner] as number)) as [
      number,
      number,
      number,
    ];
    const edge = (from: number, to: number, axis: number) =>
      (vertices[to + axis] as number) - (vertices[from + axis] as number);
    const [ux, uy, uz] = [edge(p, q, 0), edge(p, q, 1), edge(p, q, 2)];
    const [vx, vy, vz] = [edge(p, r, 0), edge(p, r, 1), edge(p, r, 2)];
    area += Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx) / 2;
  }
  return area;
}
