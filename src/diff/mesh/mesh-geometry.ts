/** Triangles of a mesh file, all its meshes together. */
export interface MeshGeometry {
  /** x, y, z of every vertex, one after another. */
  readonly vertices: Float32Array;
  /** Three indices of vertices for every triangle. */
  readonly triangles: Uint32Array;
}

/** Sum of the areas of all triangles. */
export function surfaceArea(mesh: MeshGeometry): number {
  let area = 0;
  for (let at = 0; at < mesh.triangles.length; at += 3) area += Math.hypot(...normalAt(mesh, at)) / 2;
  return area;
}

/**
 * Volume that the triangles enclose, negative where their corners run clockwise seen from outside: the sum of p · (q − p) × (r − p) / 6,
 * with p measured from the mesh's first vertex. Of an open surface it says only which way it faces.
 */
export function signedVolume(mesh: MeshGeometry): number {
  const { vertices, triangles } = mesh;
  let volume = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const corner = 3 * (triangles[at] as number);
    const normal = normalAt(mesh, at);
    for (let axis = 0; axis < 3; axis++) {
      volume +=
        (((vertices[corner + axis] as number) - (vertices[axis] as number)) * (normal[axis] as number)) / 6;
    }
  }
  return volume;
}

/** The cross product of two edges of the triangle whose corners are at an index: twice its area long. */
function normalAt({ vertices, triangles }: MeshGeometry, at: number): [number, number, number] {
  const [p, q, r] = [0, 1, 2].map((corner) => 3 * (triangles[at + corner] as number)) as [
    number,
    number,
    number,
  ];
  const edge = (from: number, to: number, axis: number) =>
    (vertices[to + axis] as number) - (vertices[from + axis] as number);
  const [ux, uy, uz] = [edge(p, q, 0), edge(p, q, 1), edge(p, q, 2)];
  const [vx, vy, vz] = [edge(p, r, 0), edge(p, r, 1), edge(p, r, 2)];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}
