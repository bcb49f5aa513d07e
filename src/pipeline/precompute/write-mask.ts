import { closing } from '../../base/closing.js';
import { pauseBetween } from '../../base/pause.js';
import { runWithin } from '../../base/run-within.js';
import { openOptions } from '../../deposition/source-files.js';
import { type Triple, triple } from '../../neuroglancer/bounds.js';
import { writeMeshDirectory } from '../../neuroglancer/mesh/write-meshes.js';
import {
  chunkExtents,
  chunkLength,
  segmentationKeys,
  wholeResolution,
  writeSegmentationInfo,
} from '../../neuroglancer/segmentation-info.js';
import { gzip } from '../../storage/gzip.js';
import type { StagedDirectory } from '../../storage/storage.js';
import { publishedShape } from '../../tree/entities/annotation-shapes.js';
import type { AnnotationFile } from '../../tree/published-annotation.js';
import { voxelCount } from '../../volume/chunk-grid.js';
import { type OpenRows, openRows } from '../../volume/source/open-volume.js';
import type { IngestContext } from '../context.js';
import type { PublishedAnnotation } from '../convert/published-files.js';
import type { ImportProgress } from '../import-result.js';
import { maskBlock } from './mask-chunk.js';
import {
  createMaskFiles,
  type LabelSurface,
  labelSurfaces,
  type MaskFiles,
  type MeshLocation,
  type StoredPiece,
  storedMeshes,
} from './mask-surface.js';
import { type MaskWorkers, noMaskWorkers, startMaskWorkers } from './mask-workers.js';

type Put = (path: string, bytes: Uint8Array) => Promise<void>;
/** Called with the finished share of a stage, from 0 to 1. */
type Report = (share: number) => void;

const labelBytes = 2;
/** Voxels below which a mask is finished before workers would have started. */
const fewVoxels = 8_000_000;
/** Limit of the triangles in progress, about 300 bytes each; one larger surface is allowed. */
const mostTriangles = 600_000;
/** Share of the triangles of a large surface that is left when its pieces are joined. */
const joined = 1 / 3;

/**
 * Writes a mask as a Neuroglancer precomputed segmentation: labels in chunks, then a mesh for every label; in workers
 * if it is large. Returns the bytes written. Memory: one chunk or mesh per worker. Progress is half for the chunks.
 */
export async function writeMask(
  annotation: PublishedAnnotation,
  file: AnnotationFile,
  directory: StagedDirectory,
  context: IngestContext,
  progress: ImportProgress,
): Promise<number> {
  let bytesWritten = 0;
  const put: Put = async (path, bytes) => {
    await directory.put(path, bytes);
    bytesWritten += bytes.length;
  };
  return closing(await openRows(context.output, file.path, openOptions(context)), async (volume) => {
    const files = createMaskFiles(context.options.stagingDirectory ?? null);
    try {
      const [depth, height, width] = volume.header.shape;
      const size: Triple = [width, height, depth];
      const total = voxelCount(size) * labelBytes;
      const half = (first: number) => (share: number) =>
        progress.report(Math.round(((first + share) * total) / 2), total);
      const { surfaces, meshes } = await closing(
        await workersFor(volume, files, context),
        async (workers) => {
          const found = labelSurfaces(await makeChunks(workers, size, put, half(0)));
          return { surfaces: found, meshes: await makeMeshes(workers, found, half(1)) };
        },
      );
      const nanometres = wholeResolution(annotation.voxelSpacing / 10);
      const space = { resolution: triple(() => nanometres), chunkSize: triple(() => chunkLength) };
      bytesWritten += await writeMeshDirectory(storedMeshes(meshes, files), space, directory, gzip);
      const labels = surfaces.map(({ label }) => label);
      const isInstance = publishedShape(file.shape)?.layer === 'instance-segmentation';
      const nameOf = (label: number) =>
        isInstance ? `${annotation.objectName} ${label}` : annotation.objectName;
      const names = new Map(labels.map((label) => [label, nameOf(label)]));
      const grid = { ...space, size, chunkSize: triple((axis) => Math.min(size[axis], chunkLength)) };
      return bytesWritten + (await writeSegmentationInfo(grid, names, directory));
    } finally {
      files.surfaces.close();
      files.meshes.close();
    }
  });
}

async function workersFor(volume: OpenRows, files: MaskFiles, context: IngestContext): Promise<MaskWorkers> {
  const { options, kernels } = context;
  const [count, pause] = [options.workers ?? 1, pauseBetween(context.signal)];
  return count < 2 || voxelCount(volume.header.shape) < fewVoxels
    ? noMaskWorkers(volume, files, kernels, pause)
    : startMaskWorkers(count, volume, files, kernels, pause);
}

/** Makes the chunks, and writes them in order. Returns the pieces of the surfaces in each. */
async function makeChunks(workers: MaskWorkers, size: Triple, put: Put, report: Report) {
  const grid = { size, chunkSize: triple(() => chunkLength) };
  const pieces: StoredPiece[][] = [];
  let done = 0;
  let turn = Promise.resolve();
  await runWithin([...chunkExtents(grid)].entries(), { count: workers.count }, async ([index, box]) => {
    const before = turn;
    const chunk = workers.makeChunk(maskBlock(box));
    turn = (async () => {
      const made = await chunk;
      await before;
      await put(`${segmentationKeys.key}/${box.name}`, made.bytes);
      pieces[index] = [...made.pieces];
    })();
    await turn;
    done += voxelCount(box.extent);
    report(done / voxelCount(size));
  });
  return pieces;
}

/** Makes the meshes, large ones first, so that the workers end at about the same time. */
async function makeMeshes(workers: MaskWorkers, surfaces: readonly LabelSurface[], report: Report) {
  const total = surfaces.reduce((sum, { triangles }) => sum + triangles, 0);
  const largestFirst = [...surfaces].sort((first, second) => second.triangles - first.triangles);
  const limits = {
    count: workers.count,
    weigh: ({ triangles }: LabelSurface) => triangles * joined,
    weight: mostTriangles,
  };
  const meshes: MeshLocation[] = [];
  let done = 0;
  await runWithin(largestFirst, limits, async (surface) => {
    const mesh = await workers.makeMesh(surface);
    if (mesh !== null) meshes.push(mesh);
    done += surface.triangles;
    report(done / total);
  });
  return meshes;
}
