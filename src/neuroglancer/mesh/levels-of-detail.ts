import { type Triple, triple } from '../bounds.js';
import { type Mesh, meshBounds, noPause, type Pause } from './mesh.js';
import { simplify } from './simplify.js';

/** Coarser levels a mesh may have beside its finest. */
const maxCoarser = 2;
/** A chunk of the finest level is at least so wide. */
const minChunk = 16;
/** Nothing is simplified below a tetrahedron. */
const leastTriangles = 4;

/** Triangles of the coarsest level, which is one fragment, where a mesh is that large and has more than one. */
const mostCoarsest = 100_000;

/** How a mesh is divided: its levels, and the chunks of the finest one. */
interface ChunkPlan {
  readonly levels: number;
  readonly chunk: Triple;
}

/**
 * Levels of detail and chunk size for a mesh of a size (units of the mesh): each level doubles the chunk; powers of two
 * not below 16 where the mesh is that large.
 */
export function planChunks(
  size: Triple,
  coarser = maxCoarser,
  least = minChunk,
): ChunkPlan & { readonly minimal: Triple } {
  const powerOfTwo = (level: number) => triple((axis) => 2 ** Math.floor(Math.log2(size[axis] / 2 ** level)));
  let minimal = powerOfTwo(coarser);
  if (Math.min(...minimal) < least) {
    const possible = Math.min(...size.map((length) => Math.log2(length / least)));
    minimal = powerOfTwo(Math.trunc(Math.max(possible, 0)));
  }
  const doublings = Math.min(...size.map((length, axis) => Math.log2(length / (minimal[axis] ?? 1))));
  const levels = Math.trunc(Math.max(doublings, 0)) + 1;
  return { levels, chunk: triple((axis) => Math.ceil(size[axis] / 2 ** (levels - 1))), minimal };
}

/**
 * Levels of detail of a mesh, finest first: each has about half the triangles of the one before, or fewer where the
 * coarsest would have more than can be shown at once; none without gain.
 */
export async function levelsOfDetail(mesh: Mesh, pause: Pause = noPause): Promise<Mesh[]> {
  const { lower, upper } = meshBounds(mesh);
  const size = triple((axis) => Math.max(1, Math.trunc(upper[axis] - Math.floor(lower[axis]))));
  const { levels } = planChunks(size);
  const meshes = [mesh];
  const count = mesh.triangles.length / 3;
  const ratio = Math.max(2, (count / mostCoarsest) ** (1 / Math.max(1, levels - 1)));
  for (let level = 1; level < levels; level++) {
    const target = Math.max(leastTriangles, Math.trunc(count / ratio ** level));
    const before = meshes[level - 1] ?? mesh;
    const coarser = await simplify(before, { triangleCount: target, error: Number.POSITIVE_INFINITY, pause });
    if (coarser.triangles.length === 0 || coarser.triangles.length >= before.triangles.length) break;
    meshes.push(coarser);
  }
  return meshes;
}

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
