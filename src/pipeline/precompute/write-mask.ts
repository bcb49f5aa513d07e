import { formatJson } from '../../json/index.js';
import {
  encodeMultiresolution,
  levelsOfDetail,
  type MultiresolutionMesh,
  meshDirectory,
  simplify,
  simplifyPart,
} from '../../neuroglancer/mesh/index.js';
import { segmentationInfo, wholeResolution } from '../../neuroglancer/segmentation/index.js';
import type { StagedDirectory } from '../../storage/index.js';
import { openVolume } from '../../volume/source/index.js';
import type { IngestContext } from '../context.js';
import { openOptions } from '../open-options.js';
import type { AnnotationFile, PublishedAnnotation } from '../published-annotations.js';
import { blockLength, readMaskChunk } from './mask-chunk.js';
import { SurfaceStore } from './surface-store.js';

type Triple = readonly [z: number, y: number, x: number];

const chunkLength = 256;
/** Voxels that the finest mesh may lie off the surface of its label. */
const meshError = 0.25;

/**
 * Writes a mask as a viewer loads it: labels chunk by chunk, then a mesh of every label, one after the other. Memory
 * holds a chunk, or a label's mesh.
 */
export async function writeMask(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  directory: StagedDirectory,
  context: IngestContext,
): Promise<number> {
  const volume = await openVolume(context.output, file.path, openOptions(context));
  const surfaces = new SurfaceStore(context.options.stagingDirectory ?? null);
  let bytesWritten = 0;
  const put = async (path: string, bytes: Uint8Array) => {
    await directory.put(path, bytes);
    bytesWritten += bytes.length;
  };
  try {
    const { shape } = volume.header;
    for (const { start, size } of chunksOf(shape)) {
      context.signal.throwIfAborted();
      await context.kernels.use(async (kernels) => {
        const chunk = await readMaskChunk(volume, start, size, kernels);
        await put(`data/${chunk.name}`, chunk.bytes);
        for (const { label, part, block } of chunk.surfaces()) {
          await surfaces.add(label, await simplifyPart(part, meshError), block);
        }
      });
    }
    const resolution = wholeResolution(annotation.voxelSpacing / 10);
    const [nz, ny, nx] = shape;
    const info = segmentationInfo({
      size: [nx, ny, nz],
      chunkSize: [Math.min(nx, chunkLength), Math.min(ny, chunkLength), Math.min(nz, chunkLength)],
      blockSize: [blockLength, blockLength, blockLength],
      resolution: [resolution, resolution, resolution],
      hasMeshes: true,
      hasProperties: false,
    });
    const meshes = await encodeMeshes(surfaces, context.signal);
    const space = {
      resolution: [resolution, resolution, resolution],
      chunkSize: [chunkLength, chunkLength, chunkLength],
    } as const;
    for (const { path, bytes } of meshDirectory(meshes, space)) await put(path, bytes);
    await put('info', new TextEncoder().encode(formatJson(info)));
  } finally {
    await surfaces.close();
    await volume.close();
  }
  return bytesWritten;
}

function* chunksOf([depth, height, width]: Triple): Generator<{ start: Triple; size: Triple }> {
  const left = (length: number, start: number) => Math.min(chunkLength, length - start);
  for (let z = 0; z < depth; z += chunkLength) {
    for (let y = 0; y < height; y += chunkLength) {
      for (let x = 0; x < width; x += chunkLength) {
        yield { start: [z, y, x], size: [left(depth, z), left(height, y), left(width, x)] };
      }
    }
  }
}

async function encodeMeshes(
  surfaces: SurfaceStore,
  signal: AbortSignal,
): Promise<Map<number, MultiresolutionMesh>> {
  const meshes = new Map<number, MultiresolutionMesh>();
  for (const label of surfaces.labels) {
    signal.throwIfAborted();
    const finest = await simplify(await surfaces.surface(label), { triangleCount: 1, error: meshError });
    const encoded = await encodeMultiresolution(await levelsOfDetail(finest));
    if (encoded !== null) meshes.set(label, encoded);
  }
  return meshes;
}
