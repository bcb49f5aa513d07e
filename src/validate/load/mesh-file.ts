import { readGlb } from '../../formats/mesh/index.js';
import type { Located, MeshContext } from '../contexts/index.js';
import type { TreeFile } from '../tree/tree-file.js';
import type { TreeReader } from './tree-reader.js';

const largest = 2 * 1024 * 1024 * 1024 - 1;

/** A GLB file, read whole. */
export async function loadMesh(
  reader: TreeReader,
  file: TreeFile,
  place: Omit<Located, 'path'>,
): Promise<MeshContext> {
  const content = await reader.content(file, largest, async (bytes) => {
    const { faces, trailingBytes } = await readGlb(bytes, file.path);
    return { triangles: faces.length / 3, trailingBytes };
  });
  return { ...content, ...place };
}
