import { noPause, type Pause } from '../../base/pause.js';
import { boundsOf, type Triple, triple } from '../bounds.js';
import type { Mesh } from './mesh.js';
import { simplify } from './simplify.js';

/** Coarser levels of a mesh beside its finest, at most. */
const maxCoarser = 2;
/** The smallest chunk of the finest level, in units of the mesh. */
const minChunk = 16;
/** The triangles of a tetrahedron: no closed mesh is simpler. */
const leastTriangles = 4;

/** Most triangles of the coarsest of several levels, which the viewer loads as one fragment. */
const mostCoarsest = 100_000;

/**
 * Plans levels of detail for a mesh of a size in its units. `chunk`, the chunk size of the finest level, doubles with
 * each coarser one; `minimal`, which limits the number of levels, is a power of two and at least `least` if the mesh is
 * that large.
 *
 * @example
 * planChunks([256, 256, 64]); // { levels: 3, chunk: [64, 64, 16], minimal: [64, 64, 16] }
 */
export function planChunks(size: Triple, coarser = maxCoarser, least = minChunk) {
  const powerOfTwo = (level: number) => triple((axis) => 2 ** Math.floor(Math.log2(size[axis] / 2 ** level)));
  let minimal = powerOfTwo(coarser);
  // Small meshes get fewer levels, so that the chunks of the finest level are not smaller than `least`.
  if (Math.min(...minimal) < least) {
    const possible = Math.min(...size.map((length) => Math.log2(length / least)));
    minimal = powerOfTwo(Math.trunc(Math.max(possible, 0)));
  }
  const doublings = Math.min(...size.map((length, axis) => Math.log2(length / (minimal[axis] ?? 1))));
  const levels = Math.trunc(Math.max(doublings, 0)) + 1;
  return { levels, chunk: triple((axis) => Math.ceil(size[axis] / 2 ** (levels - 1))), minimal };
}

/**
 * Returns the levels of detail of a mesh, finest first. Each level has about half the triangles of the one before, or
 * fewer if the coarsest level would exceed its limit. Stops at the first level that simplification does not make
 * smaller.
 */
export async function levelsOfDetail(mesh: Mesh, pause: Pause = noPause): Promise<Mesh[]> {
  const { lower, upper } = boundsOf(mesh.positions);
  const size = triple((axis) => Math.max(1, Math.trunc(upper[axis] - Math.floor(lower[axis]))));
  const { levels } = planChunks(size);
  const meshes = [mesh];
  const count = mesh.triangles.length / 3;
  const ratio = Math.max(2, (count / mostCoarsest) ** (1 / Math.max(1, levels - 1)));
  for (let level = 1; level < levels; level++) {
    const coarser = await simplifyTo(count / ratio ** level, meshes[level - 1] ?? mesh, pause);
    if (coarser === null) break;
    meshes.push(coarser);
  }
  return meshes;
}

/** Returns a mesh with about `target` triangles, whatever the error; null if simplification does not make it smaller. */
async function simplifyTo(target: number, mesh: Mesh, pause: Pause = noPause): Promise<Mesh | null> {
  const triangleCount = Math.max(leastTriangles, Math.trunc(target));
  const simpler = await simplify(mesh, { triangleCount, error: Number.POSITIVE_INFINITY, pause });
  const { length } = simpler.triangles;
  return length === 0 || length >= mesh.triangles.length ? null : simpler;
}

/** The position and rotation of a mesh instance: vertex v moves to rotation · v + position. */
export interface Placement {
  readonly position: readonly [x: number, y: number, z: number];
  /** A 3 × 3 matrix, row by row. */
  readonly rotation: readonly number[];
}

/** Returns one mesh with an instance of another mesh at each placement, in order. */
export function placeInstances({ positions, triangles }: Mesh, placements: readonly Placement[]): Mesh {
  const placed = {
    positions: new Float64Array(positions.length * placements.length),
    triangles: new Uint32Array(triangles.length * placements.length),
  };
  for (const [instance, { position, rotation }] of placements.entries()) {
    const first = instance * positions.length;
    for (let axis = 0; axis < 3; axis++) {
      const [a = 0, b = 0, c = 0] = rotation.slice(3 * axis);
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

/** Most triangles of all instances together; beyond it the mesh is simplified before it is placed. */
const mostTriangles = 1_000_000;
const mostLevels = 3;

/**
 * Returns the levels of detail of a mesh at every placement, finest first: simplifies the mesh, then places it. `most`
 * limits the triangles of all instances of a level together. Null if even the simplest mesh exceeds it.
 */
export async function instanceLevels(mesh: Mesh, placements: readonly Placement[], most = mostTriangles) {
  const levels: Mesh[] = [];
  let next: Mesh | null = mesh;
  while (next !== null && levels.length < mostLevels) {
    if ((next.triangles.length / 3) * placements.length <= most) levels.push(next);
    // Each level has about half the triangles, until simplification does not make it smaller.
    next = await simplifyTo(next.triangles.length / 6, next);
  }
  return levels.length === 0 ? null : levels.map((level) => placeInstances(level, placements));
}
