import { readGlb } from '../../formats/mesh/index.js';
import type { Asset, TreeReader } from '../../tree/index.js';
import type { Located, MeshContext } from '../contexts/index.js';

const largest = 2 * 1024 * 1024 * 1024 - 1;

/** A GLB file, read whole. */
export async function loadMesh(
  reader: TreeReader,
  file: Asset,
  place: Omit<Located, 'path'>,
): Promise<MeshContext> {
  const content = await reader.content(file, largest, async (bytes) => {
    const { faces, trailingBytes } = await readGlb(bytes, file.path);
    return { triangles: faces.length / 3, trailingBytes };
  });
  return { ...content, ...place };
}
