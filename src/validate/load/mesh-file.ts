import type { Asset, TreeReader } from '../../tree/index.js';
import type { Located, MeshContext } from '../contexts/index.js';
import { readGlb } from '../meshes/read-glb.js';

const largest = 2 * 1024 * 1024 * 1024 - 1;

/** A GLB file, read whole. */
export async function loadMesh(
  reader: TreeReader,
  file: Asset,
  place: Omit<Located, 'path'>,
): Promise<MeshContext> {
  return { ...(await reader.content(file, largest, readGlb)), ...place };
}
