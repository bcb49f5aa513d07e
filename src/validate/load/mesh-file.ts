import { readGlb } from '../../formats/mesh/index.js';
import { boundsOf } from '../../neuroglancer/bounds.js';
import type { Asset, TreeReader } from '../../tree/index.js';
import type { Located, MeshContext } from '../contexts/index.js';

const largest = 2 * 1024 * 1024 * 1024 - 1;

/** A GLB file, read whole. */
export async function loadMesh(
  reader: TreeReader,
  file: Asset,
  place: Omit<Located, 'path'>,
  bounds: MeshContext['bounds'],
): Promise<MeshContext> {
  const content = await reader.content(file, largest, async (bytes) => {
    const { faces, vertices, trailingBytes, isTransformed } = await readGlb(bytes, file.path);
    return { triangles: faces.length / 3, trailingBytes, isTransformed, ...boundsOf(vertices) };
  });
  return { ...content, ...place, bounds };
}
