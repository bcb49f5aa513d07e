import { accessorFaults, readGlb } from '../../formats/mesh/index.js';
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
    return {
      triangles: triangleCount(faces),
      trailingBytes,
      isTransformed,
      accessorFaults: accessorFaults(bytes, file.path),
      ...boundsOf(vertices),
    };
  });
  return { ...content, ...place, bounds };
}

/** Triangles with three corners: those with fewer are not seen. */
function triangleCount(faces: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < faces.length; at += 3) {
    const [a, b, c] = [faces[at], faces[at + 1], faces[at + 2]];
    if (a !== b && b !== c && a !== c) count += 1;
  }
  return count;
}
