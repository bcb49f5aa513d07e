import { type Triple, triple } from '../triple.js';
import { type Mesh, meshBounds } from './mesh.js';
import { noPause, type Pause } from './pause.js';
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
export interface ChunkPlan {
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
