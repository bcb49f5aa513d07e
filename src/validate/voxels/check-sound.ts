import { ifReadable } from '../../errors/index.js';
import type { RandomReader } from '../../storage/index.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import { gridOf, isSameShape, voxelCount } from '../../volume/chunk-grid.js';
import type { CheckJob, SoundVolume, VolumeChecker } from '../../volume/engine/check/index.js';
import { finishStatistics } from '../../volume/kernels/index.js';
import { kindFacts } from '../../volume/kind-facts.js';
import { levelNames, levelShapes } from '../../volume/level-shape.js';
import { isNative } from '../../volume/samples/index.js';
import { openMrc } from '../../volume/source/index.js';
import type { ArrayMetadata } from '../../volume/zarr/index.js';
import type { VolumeContext, ZarrFiles } from '../contexts/index.js';
import type { VoxelFacts } from './voxel-facts.js';

/** Chunks beyond which a grid is not walked without looking at what is there. */
const mostChunks = 1_000_000;

/**
 * The facts of a volume that is laid out as an ingest lays it out and in which everything agrees, for which every byte is read once;
 * null for any other, which is to be looked at closer.
 */
export async function checkSound(
  checker: VolumeChecker,
  reader: TreeReader,
  volume: VolumeContext,
  file: RandomReader,
): Promise<VoxelFacts | null> {
  const job = await ifReadable(() => jobOf(reader, volume, file));
  if (job === null) return null;
  const sound = await checker.check(job, reader.signal);
  if (sound === null) return null;
  const files = [...(volume.zarr?.files.keys() ?? [])].filter((name) => /^\d+[./]\d/.test(name));
  reader.counts.files += files.length;
  reader.counts.bytes += sound.bytesRead;
  return factsOf(job, sound);
}

async function jobOf(
  reader: TreeReader,
  { kind, mrc, mrcPath, zarr }: VolumeContext,
  file: RandomReader,
): Promise<CheckJob | null> {
  if (mrc?.value == null || !mrc.isReadable || zarr === null || file.localPath === null) return null;
  const opened = await openMrc(file, mrcPath);
  const { header, samples } = opened;
  const { type, voxelBytes } = kindFacts(kind);
  // A packed file is unpacked elsewhere.
  const isPlain = samples.reader.localPath === file.localPath;
  await opened.close();
  const rowBytes = header.shape[2] * voxelBytes;
  if (!isPlain || !isNative(header, type) || samples.rowBytes !== rowBytes) return null;
  const levels = await levelsOf(reader, zarr, levelShapes(header.shape, kind), kind);
  if (levels === null) return null;
  const { offset } = samples;
  return { kind, shape: header.shape, mrc: { path: file.localPath, offset, rowBytes }, levels };
}

async function levelsOf(
  reader: TreeReader,
  zarr: ZarrFiles,
  shapes: readonly CheckJob['shape'][],
  kind: CheckJob['kind'],
): Promise<CheckJob['levels'] | null> {
  if (zarr.arrays.size !== levelNames.length) return null;
  const levels: CheckJob['levels'][number][] = [];
  for (const [index, name] of levelNames.entries()) {
    const metadata = zarr.arrays.get(name)?.value?.readable;
    const shape = shapes[index];
    if (metadata == null || shape === undefined || !isUsual(metadata, shape, kind)) return null;
    const document = await reader.storage.open(`${zarr.path}/${name}/.zarray`);
    await document.close();
    const directory = document.localPath?.replace(/[\\/]\.zarray$/, '');
    if (directory === undefined) return null;
    levels.push({ directory, separator: metadata.separator });
  }
  return levels;
}

/** Whether chunks may be as the engine writes them; their frames tell the rest. */
function isUsual(metadata: ArrayMetadata, shape: CheckJob['shape'], kind: CheckJob['kind']): boolean {
  const { type, chunk } = kindFacts(kind);
  return (
    isSameShape(metadata.shape, shape) &&
    isSameShape(metadata.chunk, chunk) &&
    voxelCount(gridOf(shape, chunk)) <= mostChunks &&
    isNative(metadata.format, type) &&
    metadata.compressor?.id === 'blosc' &&
    metadata.leadingAxes === 0 &&
    metadata.keyPrefix === '' &&
    metadata.fillValue === 0 &&
    metadata.wide === null &&
    metadata.shard === null &&
    !metadata.hasChecksum &&
    metadata.storedAxes.every((axis, at) => axis === at)
  );
}

function factsOf({ kind, shape }: CheckJob, { statistics, labels }: SoundVolume): VoxelFacts {
  const { min, max, mean, rms, count } = finishStatistics(statistics);
  const notFinite = statistics.nanCount + statistics.infinityCount;
  const shapes = levelShapes(shape, kind);
  const { chunk } = kindFacts(kind);
  const chunks = shapes.reduce((sum, level) => sum + voxelCount(gridOf(level, chunk)), 0);
  const voxels = voxelCount(shape);
  return {
    isComplete: true,
    chunks: { looked: chunks, total: chunks },
    voxels,
    undecodable: [],
    missingChunks: [],
    mrcStatistics: count > 0 && notFinite === 0 ? { min, max, mean, rms } : null,
    mrcProblem: null,
    mrcNotFinite: notFinite,
    zarrNotFinite: notFinite,
    compared: voxels,
    different: 0,
    firstDifference: null,
    levels: shapes.slice(1).map((level, index) => ({
      level: index + 1,
      compared: voxelCount(level),
      different: 0,
      first: null,
    })),
    uncomparedLevels: 0,
    notBinary: 0,
    labels: kind === 'instance-mask' ? labels : null,
  };
}
