import type { Located, MeshContext } from '../contexts/index.js';
import { readGlb } from '../meshes/read-glb.js';
import type { TreeFile } from '../tree/tree-file.js';
import type { TreeReader } from './tree-reader.js';

const largest = 2 * 1024 * 1024 * 1024 - 1;

/** A GLB file, read whole. */
export async function loadMesh(
  reader: TreeReader,
  file: TreeFile,
  place: Omit<Located, 'path'>,
): Promise<MeshContext> {
  return { ...(await reader.content(file, largest, readGlb)), ...place };
}
