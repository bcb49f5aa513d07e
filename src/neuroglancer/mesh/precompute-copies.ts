import type { PrecomputedFile } from '../precomputed-file.js';
import type { Mesh } from './mesh.js';
import { type Placement, placeCopies } from './place-copies.js';
import { precomputeLevels } from './precompute-meshes.js';
import { simplify } from './simplify.js';

/** Triangles of all copies in the finest level: what is more is simplified before it is copied. */
const mostTriangles = 1_000_000;
const mostLevels = 3;
/** Nothing is simplified below a tetrahedron. */
const leastTriangles = 4;

/**
 * A mesh at every placement as one segment, in levels of detail: the mesh is simplified, then copied. `most`: triangles
 * that the copies of the finest level may have together. Null when there would be more however simple the mesh is.
 */
export async function precomputeCopies(
  mesh: Mesh,
  placements: readonly Placement[],
  name: string,
  most = mostTriangles,
): Promise<PrecomputedFile[] | null> {
  const levels: Mesh[] = [];
  let next: Mesh | null = mesh;
  while (next !== null && levels.length < mostLevels) {
    if ((next.triangles.length / 3) * placements.length <= most) levels.push(next);
    next = await simpler(next);
  }
  if (levels.length === 0) return null;
  const copies = levels.map((level) => placeCopies(level, placements));
  return precomputeLevels(new Map([[1, copies]]), new Map([[1, name]]));
}

/** The mesh with about half its triangles; null when it cannot be simplified any more. */
async function simpler(mesh: Mesh): Promise<Mesh | null> {
  const triangleCount = Math.max(leastTriangles, Math.trunc(mesh.triangles.length / 6));
  const simplified = await simplify(mesh, { triangleCount, error: Number.POSITIVE_INFINITY });
  const { length } = simplified.triangles;
  return length === 0 || length >= mesh.triangles.length ? null : simplified;
}
