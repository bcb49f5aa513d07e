import type { RandomReader } from '../../storage/index.js';
import { issueOf, type TreeReader } from '../../tree/tree-reader.js';
import { isSameShape, voxelCount } from '../../volume/chunk-grid.js';
import type { VolumeChecker } from '../../volume/engine/check/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import { kindFacts } from '../../volume/kind-facts.js';
import { RowReader, rowBands, viewVoxels } from '../../volume/samples/index.js';
import { type OpenMrc, openMrc } from '../../volume/source/index.js';
import type { VolumeContext } from '../contexts/index.js';
import { checkSound } from './check-sound.js';
import { chunksInGroups, sampleOf } from './chunk-groups.js';
import { LevelComparer } from './level-comparer.js';
import type { LevelReader } from './level-reader.js';
import { MrcComparer } from './mrc-comparer.js';
import { openLevels } from './open-levels.js';
import type { VoxelFacts } from './voxel-facts.js';
import { VoxelTally } from './voxel-tally.js';

/** Bytes of a MRC that are looked at together where there is no zarr beside it. */
const mrcBlock = 16 * 1024 * 1024;

/**
 * Looks into the voxels of a volume: every chunk of every level, or a few of each. Memory is that of two chunks and
 * their levels, whatever the volume's size.
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
    const comparer = planes === null ? null : this.#mrcComparer(planes);
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

  #mrcComparer(rows: RowReader): MrcComparer {
    return new MrcComparer(this.#kernels, rows, kindFacts(this.#volume.kind).type, this.tally);
  }

  async #scanLevel(lower: LevelReader, upper: LevelReader | null, mrc: MrcComparer | null): Promise<void> {
    const { kind } = this.#volume;
    const { arena } = this.#kernels;
    const top = arena.top;
    const source = arena.allocate(lower.bytes);
    const group = upper === null ? null : LevelComparer.groupOf(lower, upper, kind);
    const isRounded = lower.isInteger && kindFacts(kind).type === 'float32';
    const type = kindFacts(kind).type;
    const comparer =
      upper === null || group === null
        ? null
        : new LevelComparer(this.#kernels, upper, lower.bytes, type, kind, isRounded, this.tally);
    if (upper !== null && group === null) this.tally.uncomparedLevels += 1;
    const isBase = lower.level === '0';
    this.tally.chunksTotal += voxelCount(lower.grid);
    // The last level is read chunk by chunk when the level below is held against it.
    const isReadAlready = lower.isLast && !isBase && lower.wasCompared;
    const all = isReadAlready ? [] : chunksInGroups(lower.shape, lower.chunk, group ?? [1, 1, 1]);
    for (const place of this.#isSample ? sampleOf([...all]) : all) {
      const chunk = await lower.read(place, source);
      this.tally.chunksLooked += 1;
      if (chunk.problem !== null) {
        this.tally.addUndecodable(chunk.problem);
        if (mrc !== null && !this.#isSample) await mrc.compare(place, null);
        continue;
      }
      const [planes, rows, columns] = place.extent;
      const at = { offset: source, rowStride: columns * lower.sampleBytes };
      const measured = this.#kernels.measure(at, { rows: planes * rows, columns }, type);
      if (isBase) {
        this.tally.voxels += planes * rows * columns;
        this.tally.zarrNotFinite += measured.nanCount + measured.infinityCount;
        this.#lookAtValues(source, planes * rows * columns, measured.min < 0 || measured.max > 1);
      }
      const hasMrcContent = mrc !== null && (await mrc.compare(place, chunk.isAbsent ? null : source));
      const largest = Math.max(Math.abs(measured.min), Math.abs(measured.max));
      const isGone = chunk.isAbsent && hasMrcContent;
      const hasUpperContent =
        comparer !== null &&
        !isGone &&
        (await comparer.compare(place, chunk, source, Number.isFinite(largest) ? largest : 0));
      if (isGone || (chunk.isAbsent && hasUpperContent)) this.tally.missingChunks.push(chunk.path);
    }
    if (upper !== null) upper.wasCompared = comparer !== null;
    arena.release(top);
  }

  #lookAtValues(offset: number, count: number, isSuspect: boolean): void {
    const { kind } = this.#volume;
    if (kind === 'semantic-mask' && isSuspect) {
      this.tally.addMask(viewVoxels(this.#kernels, offset, count, 'int8'), 'zarr');
    } else if (kind === 'instance-mask') {
      this.tally.addLabels(viewVoxels(this.#kernels, offset, count, 'uint16'));
    }
  }

  /** Measures a MRC that has no zarr of its shape beside it. */
  async #scanMrc(comparer: MrcComparer): Promise<void> {
    const shape = this.#volume.mrc?.value?.shape ?? [0, 0, 0];
    const [depth, , columns] = shape;
    const bands = [...rowBands(shape, { from: 0, to: depth }, mrcBlock / (columns * 8))];
    for (const { z, y, rows } of this.#isSample ? sampleOf(bands) : bands) {
      this.tally.voxels += rows * columns;
      await comparer.compare({ origin: [z, y, 0], extent: [1, rows, columns] }, null);
    }
  }
}
