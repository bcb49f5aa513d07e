import { publishedShape } from '../../../entities/index.js';
import { formatJson, type JsonObject } from '../../../json/index.js';
import {
  encodeMultiresolution,
  levelsOfDetail,
  type Pause,
  simplify,
  simplifyPart,
  writeMeshDirectory,
} from '../../../neuroglancer/mesh/index.js';
import {
  segmentationInfo,
  segmentProperties,
  wholeResolution,
} from '../../../neuroglancer/segmentation/index.js';
import { openOptions } from '../../../sources/open-options.js';
import type { StagedDirectory } from '../../../storage/index.js';
import type { AnnotationFile } from '../../../tree/index.js';
import { type OpenVolume, openVolume } from '../../../volume/source/index.js';
import type { IngestContext } from '../../context.js';
import type { ImportProgress } from '../../importer.js';
import type { PublishedAnnotation } from '../published-annotations.js';
import { blockLength, readMaskChunk } from './mask-chunk.js';
import { MeshStore } from './mesh-store.js';
import { pauseBetween } from './pause-between.js';
import { SurfaceStore } from './surface-store.js';

type Triple = readonly [z: number, y: number, x: number];
type Put = (path: string, bytes: Uint8Array) => Promise<void>;
/** Told how much of a part of the work is done, from 0 to 1. */
type Report = (share: number) => void;

const chunkLength = 256;
const labelBytes = 2;
/** Voxels that the finest mesh may lie off the surface of its label. */
const meshError = 0.25;

/**
 * Writes a mask as a viewer loads it: labels chunk by chunk, then a mesh of every label, one after the other. Memory
 * holds a chunk, or a label's mesh. Progress is told in bytes of the labels: half is done with the last chunk.
 */
export async function writeMask(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  directory: StagedDirectory,
  context: IngestContext,
  progress: ImportProgress,
): Promise<number> {
  const volume = await openVolume(context.output, file.path, openOptions(context));
  const surfaces = new SurfaceStore(context.options.stagingDirectory ?? null);
  const meshes = new MeshStore(context.options.stagingDirectory ?? null);
  let bytesWritten = 0;
  const put: Put = async (path, bytes) => {
    await directory.put(path, bytes);
    bytesWritten += bytes.length;
  };
  try {
    const { shape } = volume.header;
    const total = voxels(shape) * labelBytes;
    await writeChunks(volume, surfaces, put, context, (share) =>
      progress.report(Math.round((share * total) / 2), total),
    );
    await encodeMeshes(surfaces, meshes, pauseBetween(context), (share) =>
      progress.report(Math.round(((1 + share) * total) / 2), total),
    );
    const width = wholeResolution(annotation.voxelSpacing / 10);
    const space = {
      resolution: [width, width, width],
      chunkSize: [chunkLength, chunkLength, chunkLength],
    } as const;
    bytesWritten += await writeMeshDirectory(meshes.meshes, space, directory);
    const names = namesOf(surfaces.labels, annotation, file);
    await put('segment_properties/info', json(segmentProperties(names)));
    await put('info', json(infoOf(shape, width)));
  } finally {
    await surfaces.close();
    await meshes.close();
    await volume.close();
  }
  return bytesWritten;
}

async function writeChunks(
  volume: OpenVolume,
  surfaces: SurfaceStore,
  put: Put,
  context: IngestContext,
  report: Report,
): Promise<void> {
  const { shape } = volume.header;
  const pause = pauseBetween(context);
  let done = 0;
  for (const { start, size } of chunksOf(shape)) {
    await pause();
    await context.kernels.use(async (kernels) => {
      const chunk = await readMaskChunk(volume, start, size, kernels);
      await put(`data/${chunk.name}`, chunk.bytes);
      for (const { label, part, block } of chunk.surfaces()) {
        await surfaces.add(label, await simplifyPart(part, meshError, pause), block);
      }
    });
    done += voxels(size);
    report(done / voxels(shape));
  }
}

async function encodeMeshes(
  surfaces: SurfaceStore,
  meshes: MeshStore,
  pause: Pause,
  report: Report,
): Promise<void> {
  const total = surfaces.triangleCount();
  let done = 0;
  for (const label of surfaces.labels) {
    await pause();
    const count = surfaces.triangleCount(label);
    const options = { triangleCount: 1, error: meshError, pause };
    const finest = await simplify(await surfaces.surface(label), options);
    report((done + count / 2) / total);
    const encoded = await encodeMultiresolution(await levelsOfDetail(finest, pause), pause);
    if (encoded !== null) await meshes.add(label, encoded);
    done += count;
    report(done / total);
  }
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

/** A label is called like the annotated object, instances with their number. */
function namesOf(
  labels: readonly number[],
  { objectName }: PublishedAnnotation,
  { shape }: AnnotationFile,
): Map<number, string> {
  const isInstance = publishedShape(shape)?.layer === 'instance-segmentation';
  return new Map(labels.map((label) => [label, isInstance ? `${objectName} ${label}` : objectName]));
}

function infoOf([nz, ny, nx]: Triple, width: number): JsonObject {
  return segmentationInfo({
    size: [nx, ny, nz],
    chunkSize: [Math.min(nx, chunkLength), Math.min(ny, chunkLength), Math.min(nz, chunkLength)],
    blockSize: [blockLength, blockLength, blockLength],
    resolution: [width, width, width],
    hasMeshes: true,
    hasProperties: true,
  });
}

function json(document: JsonObject): Uint8Array {
  return new TextEncoder().encode(formatJson(document));
}

function voxels([z, y, x]: Triple): number {
  return z * y * x;
}
