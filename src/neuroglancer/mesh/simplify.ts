import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import type { Mesh } from './mesh.js';

/**
 * A mesh of about `triangleCount` triangles that stays within `error` (in its own units) of the one given; it has
 * more triangles where that cannot be had.
 */
export async function simplify(mesh: Mesh, triangleCount: number, error: number): Promise<Mesh> {
  if (mesh.triangles.length <= triangleCount * 3) return mesh;
  await MeshoptSimplifier.ready;
  const [triangles] = MeshoptSimplifier.simplify(
    mesh.triangles,
    Float32Array.from(mesh.positions),
    3,
    Math.max(1, Math.floor(triangleCount)) * 3,
    error,
    ['ErrorAbsolute'],
  );
  return withoutLooseVertices({ positions: mesh.positions, triangles });
}

/** The mesh with the vertices that its triangles use. */
export function withoutLooseVertices({ positions, triangles }: Mesh): Mesh {
  const places = new Map<number, number>();
  const kept: number[] = [];
  const renumbered = triangles.map((vertex) => {
    const known = places.get(vertex);
    if (known !== undefined) return known;
    const place = places.size;
    places.set(vertex, place);
    kept.push(positions[vertex * 3] ?? 0, positions[vertex * 3 + 1] ?? 0, positions[vertex * 3 + 2] ?? 0);
    return place;
  });
  return { positions: Float64Array.from(kept), triangles: renumbered };
}
