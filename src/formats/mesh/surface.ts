/** The triangles of a mesh. */
export interface Surface {
  /** x, y, z of each vertex. */
  readonly vertices: ArrayLike<number>;
  /** Three vertex indices per triangle. */
  readonly triangles: ArrayLike<number>;
}

/**
 * Returns the enclosed volume: the sum of (p − o) · (q − p) × (r − p) / 6 over triangles p, q, r, with `origin` o (x,
 * y, z). Negative if the triangles run clockwise seen from outside. For an open surface only the sign has a meaning.
 */
export function signedVolume(mesh: Surface, origin: ArrayLike<number>): number {
  const { vertices, triangles } = mesh;
  const normal: [number, number, number] = [0, 0, 0];
  const x = origin[0]!;
  const y = origin[1]!;
  const z = origin[2]!;
  let volume = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const corner = 3 * triangles[at]!;
    normalAt(mesh, at, normal);
    volume += ((vertices[corner]! - x) * normal[0]) / 6;
    volume += ((vertices[corner + 1]! - y) * normal[1]) / 6;
    volume += ((vertices[corner + 2]! - z) * normal[2]) / 6;
  }
  return volume;
}

/** Returns the area of all triangles together. */
export function surfaceArea(mesh: Surface): number {
  const normal: [number, number, number] = [0, 0, 0];
  let area = 0;
  for (let at = 0; at < mesh.triangles.length; at += 3) area += Math.hypot(...normalAt(mesh, at, normal)) / 2;
  return area;
}

/** Returns the cross product of two edges of the triangle at an index, in `normal`; its length is twice the area. */
export function normalAt(
  { vertices, triangles }: Surface,
  at: number,
  normal: [number, number, number] = [0, 0, 0],
): [number, number, number] {
  // Taken apart one by one: an array that is taken apart costs more than all the rest before the engine optimizes.
  const p = 3 * triangles[at]!;
  const q = 3 * triangles[at + 1]!;
  const r = 3 * triangles[at + 2]!;
  const ux = vertices[q]! - vertices[p]!;
  const uy = vertices[q + 1]! - vertices[p + 1]!;
  const uz = vertices[q + 2]! - vertices[p + 2]!;
  const vx = vertices[r]! - vertices[p]!;
  const vy = vertices[r + 1]! - vertices[p + 1]!;
  const vz = vertices[r + 2]! - vertices[p + 2]!;
  normal[0] = uy * vz - uz * vy;
  normal[1] = uz * vx - ux * vz;
  normal[2] = ux * vy - uy * vx;
  return normal;
}
