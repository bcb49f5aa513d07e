import { joinBytes } from '../bytes.js';
import type { Gzip } from '../gzip.js';
import { chunkLength, writeSegmentationInfo } from '../segmentation/index.js';
import { triple } from '../triple.js';
import type { PieceDirectory } from '../write-pieces.js';
import { planChunks } from './levels.js';
import { type Mesh, meshBounds } from './mesh.js';
import { encodeMultiresolution } from './multiresolution.js';
import { noPause, type Pause } from './pause.js';
import { type StoredMesh, writeMeshDirectory } from './write-mesh-directory.js';

/**
 * Writes a segmentation without voxels, whose segments are meshes by label, each in levels of detail from the finest;
 * coordinates are units of the layer's input dimensions. `names`: what the labels are called. Returns the bytes written.
 */
export async function writeMeshes(
  meshes: ReadonlyMap<number, readonly Mesh[]>,
  names: ReadonlyMap<number, string>,
  directory: PieceDirectory,
  gzip: Gzip,
  pause: Pause = noPause,
): Promise<number> {
  const upper = [...meshes.values()].flatMap((levels) => levels.map((mesh) => meshBounds(mesh).upper));
  const size = triple((axis) => Math.max(1, Math.ceil(Math.max(0, ...upper.map((corner) => corner[axis])))));
  const grid = { size, chunkSize: triple(() => chunkLength), resolution: triple(() => 1) };
  const bytesWritten = await writeSegmentationInfo(grid, names, directory);
  const encoded: StoredMesh[] = [];
  for (const [label, levels] of meshes) {
    const mesh = await encodeMultiresolution(levels, pause);
    if (mesh === null) continue;
    const { fragments, manifest } = mesh;
    encoded.push({
      label,
      fragmentBytes: fragments.length,
      manifestBytes: manifest.length,
      read: async () => joinBytes([fragments, manifest]),
    });
  }
  const space = { resolution: grid.resolution, chunkSize: planChunks(size).chunk };
  return bytesWritten + (await writeMeshDirectory(encoded, space, directory, gzip));
}
