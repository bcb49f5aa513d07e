import type { Mesh } from './mesh.js';
import { simplify } from './simplify.js';

/** Where an instance of a mesh stands, and how it is turned: a vertex v becomes rotation · v + position. */
export interface Placement {
  readonly position: readonly [x: number, y: number, z: number];
  /** Rows of a 3 × 3 matrix. */
  readonly rotation: readonly (readonly number[])[];
}

/** One mesh of an instance of another at every placement, in the order of the placements. */
export function placeInstances({ positions, triangles }: Mesh, placements: readonly Placement[]): Mesh {
  const placed = {
    positions: new Float64Array(positions.length * placements.length),
    triangles: new Uint32Array(triangles.length * placements.length),
  };
  for (const [instance, { position, rotation }] of placements.entries()) {
    const first = instance * positions.length;
    for (let axis = 0; axis < 3; axis++) {
      const [a = 0, b = 0, c = 0] = rotation[axis] ?? [];
      const offset = position[axis] ?? 0;
      for (let at = 0; at < positions.length; at += 3) {
        placed.positions[first + at + axis] =
          a * (positions[at] ?? 0) + b * (positions[at + 1] ?? 0) + c * (positions[at + 2] ?? 0) + offset;
      }
    }
    const firstVertex = first / 3;
    for (let at = 0; at < triangles.length; at++) {
      placed.triangles[instance * triangles.length + at] = (triangles[at] ?? 0) + firstVertex;
    }
  }
  return placed;
}

/** Triangles of all instances in the finest level: what is more is simplified before it is placed. */
const mostTriangles = 1_000_000;
const mostLevels = 3;
/** Nothing is simplified below a tetrahedron. */
const leastTriangles = 4;

/**
 * A mesh at every placement in levels of detail: the mesh is simplified, then placed. `most`: triangles that the instances
 * of the finest level may have together. Null when there would be more however simple the mesh is.
 */
export async function instanceLevels(
  mesh: Mesh,
  placements: readonly Placement[],
  most = mostTriangles,
): Promise<Mesh[] | null> {
  const levels: Mesh[] = [];
  let next: Mesh | null = mesh;
  while (next !== null && levels.length < mostLevels) {
    if ((next.triangles.length / 3) * placements.length <= most) levels.push(next);
    next = await simpler(next);
  }
  return levels.length === 0 ? null : levels.map((level) => placeInstances(level, placements));
}

/** The mesh with about half its triangles; null when it cannot be simplified any more. */
async function simpler(mesh: Mesh): Promise<Mesh | null> {
  const triangleCount = Math.max(leastTriangles, Math.trunc(mesh.triangles.length / 6));
  const simplified = await simplify(mesh, { triangleCount, error: Number.POSITIVE_INFINITY });
  const { length } = simplified.triangles;
  return length === 0 || length >= mesh.triangles.length ? null : simplified;
}
