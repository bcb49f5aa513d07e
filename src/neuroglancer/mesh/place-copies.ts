import type { Mesh } from './mesh.js';

/** Where a copy of a mesh stands, and how it is turned: a vertex v becomes rotation · v + position. */
export interface Placement {
  readonly position: readonly [x: number, y: number, z: number];
  /** Rows of a 3 × 3 matrix. */
  readonly rotation: readonly (readonly number[])[];
}

/** One mesh of a copy of another at every placement, in the order of the placements. */
export function placeCopies({ positions, triangles }: Mesh, placements: readonly Placement[]): Mesh {
  const copies = {
    positions: new Float64Array(positions.length * placements.length),
    triangles: new Uint32Array(triangles.length * placements.length),
  };
  for (const [copy, { position, rotation }] of placements.entries()) {
    const first = copy * positions.length;
    for (let axis = 0; axis < 3; axis++) {
      const [a = 0, b = 0, c = 0] = rotation[axis] ?? [];
      const offset = position[axis] ?? 0;
      for (let at = 0; at < positions.length; at += 3) {
        copies.positions[first + at + axis] =
          a * (positions[at] ?? 0) + b * (positions[at + 1] ?? 0) + c * (positions[at + 2] ?? 0) + offset;
      }
    }
    const firstVertex = first / 3;
    for (let at = 0; at < triangles.length; at++) {
      copies.triangles[copy * triangles.length + at] = (triangles[at] ?? 0) + firstVertex;
    }
  }
  return copies;
}
