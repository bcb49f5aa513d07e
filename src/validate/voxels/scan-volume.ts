import { ifReadable } from '../../base/errors.js';
import type { RandomReader } from '../../storage/storage.js';
import { issueOf, type TreeReader } from '../../tree/tree-reader.js';
import { gridOf, isSameShape, levelNames, levelShapes, voxelCount } from '../../volume/chunk-grid.js';
import type { CheckJob, SoundVolume } from '../../volume/engine/unit-checker.js';
import type { VolumeChecker } from '../../volume/engine/volume-checker.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { RowReader, rowBands } from '../../volume/row-reader.js';
import { isNative, kindFacts, viewVoxels } from '../../volume/samples.js';
import { type OpenMrc, openMrc } from '../../volume/source/mrc-format.js';
import type { ArrayMetadata } from '../../volume/zarr/array-metadata.js';
import type { VolumeContext, ZarrFiles } from '../contexts/acquisition.js';
import { groupOf, levelComparer, type MrcComparer, mrcComparer } from './level-comparer.js';
import { chunksInGroups, type LevelReader, openLevels, sampleOf } from './level-reader.js';
import type { VoxelFacts } from './voxel-facts.js';
import { VoxelTally } from './voxel-tally.js';

/** Bytes of an MRC without an OME-Zarr that are read at once. */
const mrcBlock = 16 * 1024 * 1024;

/**
 * Scans the voxels of a volume: all chunks of all levels, or a few of each. Memory use is that of two chunks and their
 * levels, whatever the size of the volume.
 */
export async function scanVolume(
  kernels: Kernels,
  reader: TreeReader,
  volume: VolumeContext,
  isSample: boolean,
  checker: VolumeChecker | null = null,
): Promise<VoxelFacts> {
  const { mrc } = volume;
  const { arena } = kernels;
  const top = arena.top;
  const scan = new VolumeScan(kernels, reader, volume, isSample);
  try {
    if (mrc?.value == null) return await scan.run(null);
    const content = await reader.opened(mrc, async (file) => {
      // In most volumes all is well. The checker proves that much faster, and only volumes with a fault are scanned in
      // detail.
      const sound = isSample || checker === null ? null : await checkSound(checker, reader, volume, file);
      return sound ?? scan.run(file);
    });
    if (content.value !== null) return content.value;
    scan.tally.mrcProblem = content.problem;
    return scan.finish();
  } finally {
    arena.release(top);
  }
}

class VolumeScan {
  readonly tally = new VoxelTally();
  readonly #kernels: Kernels;
  readonly #reader: TreeReader;
  readonly #volume: VolumeContext;
  readonly #isSample: boolean;
  #isMrcWhole = false;
  #isWhole = false;

  constructor(kernels: Kernels, reader: TreeReader, volume: VolumeContext, isSample: boolean) {
    this.#kernels = kernels;
    this.#reader = reader;
    this.#volume = volume;
    this.#isSample = isSample;
  }

  async run(file: RandomReader | null): Promise<VoxelFacts> {
    const { levels, unlooked } = openLevels(this.#kernels, this.#reader, this.#volume);
    if (unlooked !== null) this.tally.addUndecodable(unlooked);
    const opened = await this.#openMrc(file);
    const planes = opened === null ? null : new RowReader({ ...opened, location: this.#volume.mrcPath });
    const [base] = levels;
    const shape = this.#volume.mrc?.value?.shape;
    const isSame = shape !== undefined && base !== undefined && isSameShape(base.shape, shape);
    const { type } = kindFacts(this.#volume.kind);
    const comparer = planes === null ? null : mrcComparer(this.#kernels, planes, type, this.tally);
    for (const [index, lower] of levels.entries()) {
      await this.#scanLevel(lower, levels[index + 1] ?? null, index === 0 && isSame ? comparer : null);
    }
    if (comparer !== null && !isSame) await this.#scanMrc(comparer);
    this.#isMrcWhole = planes !== null && !this.#isSample;
    this.#isWhole = !this.#isSample && levels.length === this.#volume.zarr?.arrays.size;
    await opened?.close();
    return this.finish();
  }

  finish(): VoxelFacts {
    return this.tally.finish(this.#isWhole, this.#isMrcWhole, this.#volume.kind === 'instance-mask');
  }

  async #openMrc(file: RandomReader | null): Promise<OpenMrc | null> {
    const { mrc, mrcPath, kind } = this.#volume;
    if (file === null || mrc?.value == null || !mrc.isReadable) return null;
    const { type } = kindFacts(kind);
    if (type !== 'float32' && mrc.value.sampleType !== type) return null;
    try {
      return await openMrc(file, mrcPath);
    } catch (error) {
      this.tally.mrcProblem = { path: mrcPath, ...issueOf(error) };
      return null;
    }
  }

  async #scanLevel(lower: LevelReader, upper: LevelReader | null, mrc: MrcComparer | null): Promise<void> {
    const { kind } = this.#volume;
    const { arena } = this.#kernels;
    const top = arena.top;
    const source = arena.allocate(lower.bytes);
    const group = upper === null ? null : groupOf(lower, upper, kind);
    const { type } = kindFacts(kind);
    const compare =
      upper === null || group === null ? null : levelComparer(this.#kernels, lower, upper, kind, this.tally);
    if (upper !== null && group === null) this.tally.uncomparedLevels += 1;
    const isBase = lower.level === '0';
    this.tally.chunksTotal += voxelCount(lower.grid);
    // If the level below was compared with the last level, this read its chunks already.
    const isReadAlready = lower.isLast && !isBase && lower.wasCompared;
    const all = isReadAlready ? [] : chunksInGroups(lower.shape, lower.chunk, group ?? [1, 1, 1]);
    for (const location of this.#isSample ? sampleOf([...all]) : all) {
      const chunk = await lower.read(location, source);
      this.tally.chunksLooked += 1;
      if (chunk.problem !== null) {
        this.tally.addUndecodable(chunk.problem);
        if (mrc !== null && !this.#isSample) await mrc(location, null);
        continue;
      }
      const [planes, rows, columns] = location.extent;
      const at = { offset: source, rowStride: columns * lower.sampleBytes };
      const measured = this.#kernels.measure(at, { rows: planes * rows, columns }, type);
      if (isBase) {
        this.tally.voxels += planes * rows * columns;
        this.tally.zarrNotFinite += measured.nanCount + measured.infinityCount;
        this.#addValues(source, planes * rows * columns, measured.min < 0 || measured.max > 1);
      }
      const hasMrcContent = mrc !== null && (await mrc(location, chunk.isAbsent ? null : source));
      const largest = Math.max(Math.abs(measured.min), Math.abs(measured.max));
      const isGone = chunk.isAbsent && hasMrcContent;
      const hasUpperContent =
        compare !== null &&
        !isGone &&
        (await compare(location, chunk, source, Number.isFinite(largest) ? largest : 0));
      if (isGone || (chunk.isAbsent && hasUpperContent)) this.tally.missingChunks.push(chunk.path);
    }
    if (upper !== null) upper.wasCompared = compare !== null;
    arena.release(top);
  }

  #addValues(offset: number, count: number, isSuspect: boolean): void {
    const { kind } = this.#volume;
    if (kind === 'semantic-mask' && isSuspect) {
      this.tally.addMask(viewVoxels(this.#kernels, offset, count, 'int8'), 'zarr');
    } else if (kind === 'instance-mask') {
      this.tally.addLabels(viewVoxels(this.#kernels, offset, count, 'uint16'));
    }
  }

  /** Computes the statistics of an MRC without an OME-Zarr of its shape. */
  async #scanMrc(compare: MrcComparer): Promise<void> {
    const shape = this.#volume.mrc?.value?.shape ?? [0, 0, 0];
    const [depth, , columns] = shape;
    const bands = [...rowBands(shape, { from: 0, to: depth }, mrcBlock / (columns * 8))];
    for (const { z, y, rows } of this.#isSample ? sampleOf(bands) : bands) {
      this.tally.voxels += rows * columns;
      await compare({ origin: [z, y, 0], extent: [1, rows, columns] }, null);
    }
  }
}

/** Larger grids are not checked completely without regard to existing files. */
const mostChunks = 1_000_000;

/**
 * Checks a volume in the form that the engine writes, in one pass over its bytes. Returns its facts if everything
 * agrees; null for all other volumes, which need a detailed scan.
 */
export async function checkSound(
  checker: VolumeChecker,
  reader: TreeReader,
  volume: VolumeContext,
  file: RandomReader,
): Promise<VoxelFacts | null> {
  const job = await ifReadable(() => jobOf(checker, reader, volume, file));
  if (job === null) return null;
  const sound = await checker.check(job, reader.signal);
  if (sound === null) return null;
  const files = [...(volume.zarr?.files.keys() ?? [])].filter((name) => /^\d+[./]\d/.test(name));
  reader.counts.files += files.length;
  reader.counts.bytes += sound.bytesRead;
  return factsOf(job, sound);
}

async function jobOf(
  checker: VolumeChecker,
  reader: TreeReader,
  { kind, mrc, mrcPath, zarr }: VolumeContext,
  file: RandomReader,
): Promise<CheckJob | null> {
  const path = checker.pathOf(file, mrcPath);
  if (mrc?.value == null || !mrc.isReadable || zarr === null || path === null) return null;
  const opened = await openMrc(file, mrcPath);
  const { header, samples } = opened;
  const { type, voxelBytes } = kindFacts(kind);
  // A compressed MRC is decompressed to another file.
  const isPlain = samples.reader === file;
  await opened.close();
  const rowBytes = header.shape[2] * voxelBytes;
  if (!isPlain || !isNative(header, type) || samples.rowBytes !== rowBytes) return null;
  const levels = await levelsOf(checker, reader, zarr, levelShapes(header.shape, kind), kind);
  if (levels === null) return null;
  const { offset } = samples;
  return { kind, shape: header.shape, mrc: { path, offset, rowBytes }, levels };
}

async function levelsOf(
  checker: VolumeChecker,
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
    const key = `${zarr.path}/${name}/.zarray`;
    const document = await reader.storage.open(key);
    await document.close();
    const directory = checker.pathOf(document, key)?.replace(/[\\/]\.zarray$/, '');
    if (directory === undefined) return null;
    levels.push({ directory, separator: metadata.separator });
  }
  return levels;
}

/** True if the metadata are those that the engine writes; the checker verifies the chunks themselves. */
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
  const tally = new VoxelTally();
  const { chunk } = kindFacts(kind);
  for (const [level, extent] of levelShapes(shape, kind).entries()) {
    tally.chunksTotal += voxelCount(gridOf(extent, chunk));
    if (level > 0) tally.addLevel(level, voxelCount(extent), 0, 0, null);
  }
  tally.chunksLooked = tally.chunksTotal;
  tally.voxels = voxelCount(shape);
  tally.compared = tally.voxels;
  tally.addMrc(statistics);
  tally.zarrNotFinite = statistics.nanCount + statistics.infinityCount;
  tally.addLabels(Uint16Array.from(labels));
  return tally.finish(true, true, kind === 'instance-mask');
}
