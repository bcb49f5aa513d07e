import { formatJson } from '../../json/index.js';
import type { PrecomputedFile } from '../precomputed-file.js';
import { segmentationInfo, segmentProperties } from '../segmentation/index.js';
import { levelsOfDetail, planChunks } from './levels.js';
import { type Mesh, meshBounds } from './mesh.js';
import { meshDirectory } from './mesh-directory.js';
import { encodeMultiresolution, type MultiresolutionMesh } from './multiresolution.js';
import { noPause, type Pause } from './pause.js';

/** Chunks and blocks of the segmentation that a directory of meshes passes for; it has no data. */
const chunkSize = [256, 256, 256] as const;
const blockSize = [64, 64, 64] as const;

/**
 * A segmentation without voxels, whose segments are meshes by label; coordinates are units of the layer's input
 * dimensions. `names`: what the labels are called.
 */
export async function precomputeMeshes(
  meshes: ReadonlyMap<number, Mesh>,
  names: ReadonlyMap<number, string>,
  pause: Pause = noPause,
): Promise<PrecomputedFile[]> {
  const levels = new Map<number, Mesh[]>();
  for (const [label, mesh] of meshes) levels.set(label, await levelsOfDetail(mesh, pause));
  return precomputeLevels(levels, names, pause);
}

/** The same for meshes whose levels of detail are made already, finest first. */
export async function precomputeLevels(
  meshes: ReadonlyMap<number, readonly Mesh[]>,
  names: ReadonlyMap<number, string>,
  pause: Pause = noPause,
): Promise<PrecomputedFile[]> {
  const encoded = new Map<number, MultiresolutionMesh>();
  for (const [label, levels] of meshes) {
    const multiresolution = await encodeMultiresolution(levels, pause);
    if (multiresolution !== null) encoded.set(label, multiresolution);
  }
  const upper = [...meshes.values()].flatMap((levels) => levels.map((mesh) => meshBounds(mesh).upper));
  const size = sizes((axis) => Math.max(1, Math.ceil(Math.max(0, ...upper.map((corner) => corner[axis])))));
  const info = segmentationInfo({
    size,
    chunkSize,
    blockSize,
    resolution: [1, 1, 1],
    hasMeshes: true,
    hasProperties: names.size > 0,
  });
  const json = (path: string, value: Parameters<typeof formatJson>[0]) => ({
    path,
    bytes: new TextEncoder().encode(formatJson(value)),
  });
  return [
    json('info', info),
    ...(names.size > 0 ? [json('segment_properties/info', segmentProperties(names))] : []),
    ...meshDirectory(encoded, { resolution: [1, 1, 1], chunkSize: planChunks(size).chunk }),
  ];
}

function sizes(length: (axis: 0 | 1 | 2) => number): [number, number, number] {
  return [length(0), length(1), length(2)];
}
