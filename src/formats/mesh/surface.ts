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
export function signedVolume({ vertices, triangles }: Surface, origin: ArrayLike<number>): number {
  const x = origin[0]!;
  const y = origin[1]!;
  const z = origin[2]!;
  let volume = 0;
  // One by one, without `normalAt`: an array for each triangle costs more than all the rest before the engine optimizes.
  for (let at = 0; at < triangles.length; at += 3) {
    const p = 3 * triangles[at]!;
    const q = 3 * triangles[at + 1]!;
    const r = 3 * triangles[at + 2]!;
    const px = vertices[p]!;
    const py = vertices[p + 1]!;
    const pz = vertices[p + 2]!;
    const ux = vertices[q]! - px;
    const uy = vertices[q + 1]! - py;
    const uz = vertices[q + 2]! - pz;
    const vx = vertices[r]! - px;
    const vy = vertices[r + 1]! - py;
    const vz = vertices[r + 2]! - pz;
    volume += ((px - x) * (uy * vz - uz * vy)) / 6;
    volume += ((py - y) * (uz * vx - ux * vz)) / 6;
    volume += ((pz - z) * (ux * vy - uy * vx)) / 6;
  }
  return volume;
}

/** Returns the cross product of two edges of the triangle at an index; its length is twice the area. */
export function normalAt({ vertices, triangles }: Surface, at: number): [number, number, number] {
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
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}
