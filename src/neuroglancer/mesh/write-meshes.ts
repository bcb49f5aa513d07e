import { joinBytes } from '../bytes.js';
import type { Gzip } from '../gzip.js';
import { jsonBytes } from '../json-bytes.js';
import {
  blockLength,
  chunkLength,
  formatSegmentationInfo,
  formatSegmentProperties,
  segmentationKeys,
} from '../segmentation/index.js';
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
  const info = formatSegmentationInfo({
    ...segmentationKeys,
    kind: 'segmentation',
    size,
    chunkSize: triple(() => chunkLength),
    blockSize: triple(() => blockLength),
    resolution: [1, 1, 1],
    segmentProperties: names.size > 0 ? segmentationKeys.segmentProperties : null,
  });
  const files = new Map([['info', jsonBytes(info)]]);
  if (names.size > 0) {
    files.set(`${segmentationKeys.segmentProperties}/info`, jsonBytes(formatSegmentProperties(names)));
  }
  let bytesWritten = 0;
  for (const [path, bytes] of files) {
    await directory.put(path, bytes);
    bytesWritten += bytes.length;
  }
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
  const space = { resolution: [1, 1, 1], chunkSize: planChunks(size).chunk } as const;
  return bytesWritten + (await writeMeshDirectory(encoded, space, directory, gzip));
}
