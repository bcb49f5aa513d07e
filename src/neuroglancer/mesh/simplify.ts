import type { Mesh } from './mesh.js';
import { SubsetReader } from './mesh-subset.js';
import { patches } from './patches.js';
import { noPause, type Pause } from './pause.js';

/** Triangles that are simplified at a time: what meshoptimizer takes for them is about 30 MiB. */
const mostTriangles = 200_000;

/** What a simplified mesh is to be like. */
export interface SimplifyOptions {
  /** Triangles it should have; it has more where they cannot be had within the error. */
  readonly triangleCount: number;
  /** How far it may lie off the mesh given, in the mesh's units. */
  readonly error: number;
  /** Whether open borders stay as they are, so that other meshes fit on them. */
  readonly locksBorder?: boolean;
  /** Triangles that are looked at together; 200 000 by default. */
  readonly most?: number;
  readonly pause?: Pause;
}

/** A mesh of fewer triangles; its vertices are some of those given. Large meshes are simplified patch by patch. */
export async function simplify(
  mesh: Mesh,
  { triangleCount, error, locksBorder = false, most = mostTriangles, pause = noPause }: SimplifyOptions,
): Promise<Mesh> {
  const count = mesh.triangles.length / 3;
  if (count <= triangleCount) return mesh;
  const { MeshoptSimplifier } = await import('meshoptimizer/simplifier');
  await MeshoptSimplifier.ready;
  const subsets = new SubsetReader(mesh);
  const simplified = new Uint32Array(mesh.triangles.length);
  let length = 0;
  for (const which of patches(mesh, most)) {
    await pause();
    const { positions, triangles, vertices } = subsets.subset(which);
    const target = Math.max(1, Math.floor((triangleCount * which.length) / count)) * 3;
    const isPatch = which.length < count;
    const [kept] = MeshoptSimplifier.simplify(
      triangles,
      new Float32Array(positions),
      3,
      target,
      error,
      locksBorder || isPatch ? ['ErrorAbsolute', 'LockBorder'] : ['ErrorAbsolute'],
    );
    for (let at = 0; at < kept.length; at++) simplified[length++] = vertices[kept[at] as number] as number;
  }
  return withoutLooseVertices({ positions: mesh.positions, triangles: simplified.subarray(0, length) });
}

/** The mesh with the vertices that its triangles use. */
function withoutLooseVertices(mesh: Mesh): Mesh {
  const [all = new Uint32Array()] = patches(mesh, Number.POSITIVE_INFINITY);
  const { positions, triangles } = new SubsetReader(mesh).subset(all);
  return { positions, triangles };
}
