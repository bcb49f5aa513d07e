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
  let volume = 0;
  for (let at = 0; at < triangles.length; at += 3) {
    const corner = 3 * (triangles[at] as number);
    const normal = normalAt(mesh, at);
    for (let axis = 0; axis < 3; axis++) {
      volume +=
        (((vertices[corner + axis] as number) - (origin[axis] as number)) * (normal[axis] as number)) / 6;
    }
  }
  return volume;
}

/** Returns the cross product of two edges of the triangle at an index; its length is twice the area. */
export function normalAt({ vertices, triangles }: Surface, at: number): [number, number, number] {
  const corner = (index: number) => 3 * (triangles[at + index] as number);
  const [p, q, r] = [corner(0), corner(1), corner(2)];
  const edge = (from: number, to: number, axis: number) =>
    (vertices[to + axis] as number) - (vertices[from + axis] as number);
  const [ux, uy, uz] = [edge(p, q, 0), edge(p, q, 1), edge(p, q, 2)];
  const [vx, vy, vz] = [edge(p, r, 0), edge(p, r, 1), edge(p, r, 2)];
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}
