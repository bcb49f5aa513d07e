import { publishedShape } from '../../../entities/index.js';
import { type Pause, simplifyPiece, writeMeshDirectory } from '../../../neuroglancer/mesh/index.js';
import {
  chunkExtents,
  chunkLength,
  segmentationKeys,
  wholeResolution,
  writeSegmentationInfo,
} from '../../../neuroglancer/segmentation/index.js';
import { type Triple, triple } from '../../../neuroglancer/triple.js';
import { openOptions } from '../../../sources/open-options.js';
import { gzip, type StagedDirectory } from '../../../storage/index.js';
import type { AnnotationFile } from '../../../tree/index.js';
import { type OpenRows, openRows } from '../../../volume/source/index.js';
import type { IngestContext } from '../../context.js';
import type { ImportProgress } from '../../import-result.js';
import type { PublishedAnnotation } from '../published-annotations.js';
import { meshError } from './encode-surface.js';
import { readMaskChunk } from './mask-chunk.js';
import { MeshStore } from './mesh-store.js';
import { pauseBetween } from './pause-between.js';
import { createSurfaceEncoder, encodeInOrder } from './surface-encoder.js';
import { SurfaceStore } from './surface-store.js';

type Put = (path: string, bytes: Uint8Array) => Promise<void>;
/** Told how much of a input of the work is done, from 0 to 1. */
type Report = (share: number) => void;

const labelBytes = 2;
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
  const volume = await openRows(context.output, file.path, openOptions(context));
  const surfaces = new SurfaceStore(context.options.stagingDirectory ?? null);
  const meshes = new MeshStore(context.options.stagingDirectory ?? null);
  let bytesWritten = 0;
  const put: Put = async (path, bytes) => {
    await directory.put(path, bytes);
    bytesWritten += bytes.length;
  };
  try {
    const [depth, height, width] = volume.header.shape;
    const size: Triple = [width, height, depth];
    const total = voxels(size) * labelBytes;
    await writeChunks(volume, size, surfaces, put, context, (share) =>
      progress.report(Math.round((share * total) / 2), total),
    );
    const workers = context.options.workers ?? 1;
    await encodeMeshes(surfaces, meshes, workers, pauseBetween(context), (share) =>
      progress.report(Math.round(((1 + share) * total) / 2), total),
    );
    const nanometres = wholeResolution(annotation.voxelSpacing / 10);
    const space = { resolution: triple(() => nanometres), chunkSize: triple(() => chunkLength) };
    bytesWritten += await writeMeshDirectory(meshes.meshes, space, directory, gzip);
    const names = namesOf(surfaces.labels, annotation, file);
    const grid = { ...space, size, chunkSize: triple((axis) => Math.min(size[axis], chunkLength)) };
    bytesWritten += await writeSegmentationInfo(grid, names, directory);
  } finally {
    await surfaces.close();
    await meshes.close();
    await volume.close();
  }
  return bytesWritten;
}

async function writeChunks(
  volume: OpenRows,
  size: Triple,
  surfaces: SurfaceStore,
  put: Put,
  context: IngestContext,
  report: Report,
): Promise<void> {
  const grid = { size, chunkSize: triple(() => chunkLength) };
  const pause = pauseBetween(context);
  let done = 0;
  for (const extent of chunkExtents(grid)) {
    await pause();
    await context.kernels.use(async (kernels) => {
      const chunk = await readMaskChunk(volume, extent, kernels);
      await put(`${segmentationKeys.key}/${extent.name}`, chunk.bytes);
      for (const { label, input, block } of chunk.surfaces()) {
        await surfaces.add(label, await simplifyPiece(input, meshError, pause), block);
      }
    });
    done += voxels(triple((axis) => extent.to[axis] - extent.from[axis]));
    report(done / voxels(size));
  }
}

async function encodeMeshes(
  surfaces: SurfaceStore,
  meshes: MeshStore,
  workers: number,
  pause: Pause,
  report: Report,
): Promise<void> {
  const total = surfaces.triangleCount();
  const known = surfaces.labels.map((label) => ({ label, triangles: surfaces.triangleCount(label) }));
  const encoder = createSurfaceEncoder(workers, total, pause);
  let done = 0;
  try {
    const encoded = encodeInOrder(known, encoder, async (label) => {
      await pause();
      return surfaces.surface(label);
    });
    for await (const { label, triangles, mesh } of encoded) {
      if (mesh !== null) await meshes.add(label, mesh);
      done += triangles;
      report(done / total);
    }
  } finally {
    await encoder.close();
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

function voxels([x, y, z]: Triple): number {
  return x * y * z;
}
