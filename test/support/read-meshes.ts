import { dirname } from 'node:path';
import type { Mesh } from '../../src/neuroglancer/mesh/mesh.js';
import { readLevel, readMeshes as readStored } from '../../src/neuroglancer/mesh/read-meshes.js';
import { storedPrecompute } from './stored-precompute.js';

/** Levels of detail, finest first, of one label of a `mesh/` directory. */
export interface LabelMeshes {
  readonly label: number;
  /** Each level's fragments joined, in nanometres. */
  readonly levels: readonly Mesh[];
}

/** Every mesh of a `mesh/` directory, label by label. */
export async function readMeshes(directory: string): Promise<LabelMeshes[]> {
  const { reader, meshInfo } = await storedPrecompute(dirname(directory));
  const meshes: LabelMeshes[] = [];
  await readStored(reader, 'mesh', meshInfo, async (mesh, manifest) => {
    const levels: Mesh[] = [];
    for (const level of manifest?.levels.keys() ?? []) {
      const { vertices, triangles } = await readLevel(reader, mesh, meshInfo, level);
      levels.push({ positions: Float64Array.from(vertices), triangles });
    }
    meshes.push({ label: Number(mesh.label), levels });
  });
  return meshes;
}
