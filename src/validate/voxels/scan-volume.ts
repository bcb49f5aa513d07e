import { closing } from '../../base/closing.js';
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
import { type BlankSection, type VoxelFacts, VoxelTally } from './voxel-facts.js';

/** Bytes of an MRC without an OME-Zarr that are read at once. */
const mrcBlock = 16 * 1024 * 1024;

/** Scans all chunks of all levels of a volume, or a few of each, in the memory of two chunks. */
export async function scanVolume(
  kernels: Kernels,
  reader: TreeReader,
  volume: VolumeContext,
  isSample: boolean,
  checker: VolumeChecker | null = null,
): Promise<VoxelFacts> {
  const { mrc, kind } = volume;
  const { arena } = kernels;
  const { type } = kindFacts(kind);
  const tally = new VoxelTally();
  let [isMrcWhole, isWhole] = [false, false];
  return arena.scopedAsync(async () => {
    if (mrc?.value == null) return run(null);
    const content = await reader.opened(mrc, async (file) => {
      // In most volumes all is well. The checker proves that much faster, and only volumes with a fault are scanned in
      // detail.
      const sound = isSample || checker === null ? null : await checkSound(checker, reader, volume, file);
      const facts = sound ?? (await run(file));
      // A sample of a bucket makes no request for each section.
      const isEach = kind === 'tiltseries' && !(isSample && reader.storage.flat);
      return isEach ? { ...facts, blankSections: await blankSectionsOf(file) } : facts;
    });
    if (content.value !== null) return content.value;
    tally.mrcProblem = content.problem;
    return finish();
  });

  async function run(file: RandomReader | null): Promise<VoxelFacts> {
    const { levels, unlooked } = openLevels(kernels, reader, volume);
    if (unlooked !== null) tally.addUndecodable(unlooked);
    const opened = await openMrcOf(file);
    const planes = opened === null ? null : new RowReader({ ...opened, location: volume.mrcPath });
    const [base] = levels;
    const shape = volume.mrc?.value?.shape;
    const isSame = shape !== undefined && base !== undefined && isSameShape(base.shape, shape);
    const comparer = planes === null ? null : mrcComparer(kernels, planes, type, tally);
    for (const [index, lower] of levels.entries()) {
      await scanLevel(lower, levels[index + 1] ?? null, index === 0 && isSame ? comparer : null);
    }
    if (comparer !== null && !isSame) await scanMrc(comparer);
    isMrcWhole = planes !== null && !isSample;
    isWhole = !isSample && levels.length === volume.zarr?.arrays.size;
    await opened?.close();
    return finish();
  }

  function finish(): VoxelFacts {
    return tally.finish(isWhole, isMrcWhole, volume.kind === 'instance-mask');
  }

  async function openMrcOf(file: RandomReader | null): Promise<OpenMrc | null> {
    const { mrcPath } = volume;
    if (file === null || mrc?.value == null || !mrc.isReadable) return null;
    if (type !== 'float32' && mrc.value.sampleType !== type) return null;
    try {
      return await openMrc(file, mrcPath);
    } catch (error) {
      tally.mrcProblem = { path: mrcPath, ...issueOf(error) };
      return null;
    }
  }

  async function blankSectionsOf(file: RandomReader): Promise<readonly BlankSection[]> {
    const opened = await openMrcOf(file);
    return opened === null ? [] : closing(opened, findBlankSections);
  }

  async function scanLevel(lower: LevelReader, upper: LevelReader | null, mrc: MrcComparer | null) {
    const top = arena.top;
    const source = arena.allocate(lower.bytes);
    const group = upper === null ? null : groupOf(lower, upper, kind);
    const compare =
      upper === null || group === null ? null : levelComparer(kernels, lower, upper, kind, tally);
    if (upper !== null && group === null) tally.uncomparedLevels += 1;
    const isBase = lower.level === '0';
    tally.chunks.total += voxelCount(lower.grid);
    // If the level below was compared with the last level, this read its chunks already.
    const isReadAlready = lower.isLast && !isBase && lower.wasCompared;
    const all = isReadAlready ? [] : chunksInGroups(lower.shape, lower.chunk, group ?? [1, 1, 1]);
    for (const location of isSample ? sampleOf([...all]) : all) {
      // What fails to read a chunk is taken for a fault of it.
      reader.signal?.throwIfAborted();
      const chunk = await lower.read(location, source);
      tally.chunks.looked += 1;
      if (chunk.problem !== null) {
        tally.addUndecodable(chunk.problem);
        if (mrc !== null && !isSample) await mrc(location, null);
        continue;
      }
      const [planes, rows, columns] = location.extent;
      const at = { offset: source, rowStride: columns * lower.sampleBytes };
      const measured = kernels.measure(at, { rows: planes * rows, columns }, type);
      if (isBase) {
        tally.voxels += planes * rows * columns;
        tally.zarrNotFinite += measured.nanCount + measured.infinityCount;
        addValues(source, planes * rows * columns, measured.min < 0 || measured.max > 1);
      }
      const hasMrcContent = mrc !== null && (await mrc(location, chunk.isAbsent ? null : source));
      const largest = Math.max(Math.abs(measured.min), Math.abs(measured.max));
      const isGone = chunk.isAbsent && hasMrcContent;
      const hasUpperContent =
        compare !== null &&
        !isGone &&
        (await compare(location, chunk, source, Number.isFinite(largest) ? largest : 0));
      if (isGone || (chunk.isAbsent && hasUpperContent)) tally.missingChunks.push(chunk.path);
    }
    if (upper !== null) upper.wasCompared = compare !== null;
    arena.release(top);
  }

  function addValues(offset: number, count: number, isSuspect: boolean): void {
    if (kind === 'semantic-mask' && isSuspect) {
      tally.addMask(viewVoxels(kernels, offset, count, 'int8'), 'zarr');
    } else if (kind === 'instance-mask') {
      tally.addLabels(viewVoxels(kernels, offset, count, 'uint16'));
    }
  }

  /** Computes the statistics of an MRC without an OME-Zarr of its shape. */
  async function scanMrc(compare: MrcComparer): Promise<void> {
    const shape = volume.mrc?.value?.shape ?? [0, 0, 0];
    const [depth, , columns] = shape;
    const bands = [...rowBands(shape, { from: 0, to: depth }, mrcBlock / (columns * 8))];
    for (const { z, y, rows } of isSample ? sampleOf(bands) : bands) {
      reader.signal?.throwIfAborted();
      tally.voxels += rows * columns;
      await compare({ origin: [z, y, 0], extent: [1, rows, columns] }, null);
    }
  }
}

/** Larger grids are not checked completely without regard to existing files. */
const mostChunks = 1_000_000;

/** Checks a volume as the engine writes it, in one pass; null for others, which need a detailed scan. */
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
    tally.chunks.total += voxelCount(gridOf(extent, chunk));
    if (level > 0) tally.addLevel(level, voxelCount(extent), 0, 0, null);
  }
  tally.chunks.looked = tally.chunks.total;
  tally.voxels = voxelCount(shape);
  tally.compared = tally.voxels;
  tally.addMrc(statistics);
  tally.zarrNotFinite = statistics.nanCount + statistics.infinityCount;
  tally.addLabels(Uint16Array.from(labels));
  return tally.finish(true, true, kind === 'instance-mask');
}

/** Bytes in the middle of each section by which sections are compared first. */
const glance = 1024;
/** Bytes of a section below which two may be equal by chance. */
const leastBytes = 64;
/** Bytes that are compared at once. */
const step = 1024 * 1024;

/**
 * Finds sections of one value, and those with the image of an earlier one; fails like reading the file. Noise makes any few
 * voxels differ: a section is read whole only if its middle is of one value or that of another section.
 */
async function findBlankSections({ header, samples }: OpenMrc): Promise<BlankSection[]> {
  const [depth, height, width] = header.shape;
  const { reader, offset, rowBytes } = samples;
  const bytes = height * rowBytes;
  const voxel = Math.max(1, Math.floor(rowBytes / width));
  const middle = Math.floor(Math.max(0, bytes - glance) / 2 / voxel) * voxel;
  const read = (z: number, at: number, length: number) => reader.read(offset + z * bytes + at, length);
  const isEach = async (z: number, fits: (piece: Uint8Array, at: number) => Promise<boolean> | boolean) => {
    for (let at = 0; at < bytes; at += step)
      if (!(await fits(await read(z, at, Math.min(step, bytes - at)), at))) return false;
    return true;
  };
  const firsts = new Map<string, number>();
  const blank: BlankSection[] = [];
  if (bytes < leastBytes) return blank;
  for (let z = 0; z < depth; z++) {
    const seen = await read(z, middle, Math.min(glance, bytes));
    // Other rules report that the file ends.
    if (seen.length < Math.min(glance, bytes)) break;
    const isFlat = (piece: Uint8Array) => {
      for (let at = 0; at < piece.length; at++) if (piece[at] !== seen[at % voxel]) return false;
      return true;
    };
    const key = seen.join();
    const first = firsts.get(key);
    const isFirst = async (piece: Uint8Array, at: number) => {
      const other = await read(first ?? z, at, piece.length);
      for (let index = 0; index < piece.length; index++) if (piece[index] !== other[index]) return false;
      return true;
    };
    if (isFlat(seen) && (await isEach(z, isFlat))) blank.push({ z, sameAs: null });
    else if (first === undefined) firsts.set(key, z);
    else if (await isEach(z, isFirst)) blank.push({ z, sameAs: first });
  }
  return blank;
}
