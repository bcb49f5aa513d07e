import type { RandomReader } from '../../storage/index.js';
import type { TreeReader } from '../../tree/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import type { VolumeContext } from '../contexts/index.js';
import { chunksInGroups, sampleOf } from './chunk-grid.js';
import { LevelComparer } from './level-comparer.js';
import type { LevelReader } from './level-reader.js';
import { MrcComparer } from './mrc-comparer.js';
import { MrcPlanes } from './mrc-planes.js';
import { openLevels } from './open-levels.js';
import type { VoxelFacts } from './voxel-facts.js';
import { mrcFormat, voxelTypeOf } from './voxel-format.js';
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
): Promise<VoxelFacts> {
  const { mrc } = volume;
  const { arena } = kernels;
  const top = arena.top;
  const scan = new VolumeScan(kernels, reader, volume, isSample);
  try {
    const header = mrc?.value;
    if (mrc == null || header == null || mrc.isCompressed) return await scan.run(null);
    const content = await reader.opened(mrc, (file) => scan.run(file));
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
    if (unlooked !== null) this.tally.undecodable.push(unlooked);
    const planes = this.#openMrc(file);
    const [base] = levels;
    const n = this.#volume.mrc?.value?.n;
    const isSame = n !== undefined && base?.shape.join() === [n[2], n[1], n[0]].join();
    const comparer = planes === null ? null : this.#mrcComparer(planes);
    for (const [index, lower] of levels.entries()) {
      await this.#scanLevel(lower, levels[index + 1] ?? null, index === 0 && isSame ? comparer : null);
    }
    if (comparer !== null && !isSame) await this.#scanMrc(comparer);
    this.#isMrcWhole = planes !== null && !this.#isSample;
    this.#isWhole = !this.#isSample && levels.length === this.#volume.zarr?.arrays.size;
    return this.finish();
  }

  finish(): VoxelFacts {
    return this.tally.finish(this.#isWhole, this.#isMrcWhole, this.#volume.kind === 'instance-mask');
  }

  #openMrc(file: RandomReader | null): MrcPlanes | null {
    const header = this.#volume.mrc?.value;
    if (file === null || header == null) return null;
    const type = voxelTypeOf(this.#volume.kind);
    const format = mrcFormat(header.mode, header.littleEndian);
    if (format === null || header.n.some((count) => count < 1) || header.nsymbt < 0) return null;
    if (type !== 'float32' && format.sampleType !== type) return null;
    const planes = new MrcPlanes(this.#kernels, file, header, format, type);
    if (planes.isWhole) return planes;
    this.tally.mrcProblem = {
      path: this.#volume.mrcPath,
      message: 'the file ends before its data do',
      found: `${file.size} bytes`,
    };
    return null;
  }

  #mrcComparer(planes: MrcPlanes): MrcComparer {
    return new MrcComparer(this.#kernels, planes, voxelTypeOf(this.#volume.kind), this.tally);
  }

  async #scanLevel(lower: LevelReader, upper: LevelReader | null, mrc: MrcComparer | null): Promise<void> {
    const { kind } = this.#volume;
    const { arena } = this.#kernels;
    const top = arena.top;
    const source = arena.allocate(lower.bytes);
    const group = upper === null ? null : LevelComparer.groupOf(lower, upper, kind);
    const isRounded = lower.isInteger && voxelTypeOf(kind) === 'float32';
    const type = voxelTypeOf(kind);
    const comparer =
      upper === null || group === null
        ? null
        : new LevelComparer(this.#kernels, upper, lower.bytes, type, kind, isRounded, this.tally);
    if (upper !== null && group === null) this.tally.uncomparedLevels += 1;
    const isBase = lower.level === '0';
    this.tally.chunksTotal += lower.grid[0] * lower.grid[1] * lower.grid[2];
    // The last level is read chunk by chunk when the level below is held against it.
    const isReadAlready = lower.isLast && !isBase && lower.wasCompared;
    const all = isReadAlready ? [] : chunksInGroups(lower.shape, lower.chunk, group ?? [1, 1, 1]);
    for (const place of this.#isSample ? sampleOf([...all]) : all) {
      const chunk = await lower.read(place, source);
      this.tally.chunksLooked += 1;
      if (chunk.problem !== null) {
        this.tally.undecodable.push(chunk.problem);
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
    const { arena } = this.#kernels;
    if (kind === 'semantic-mask' && isSuspect) {
      const bytes = arena.bytes(offset, count);
      this.tally.addMask(new Int8Array(bytes.buffer, bytes.byteOffset, count), 'zarr');
    } else if (kind === 'instance-mask') {
      const bytes = arena.bytes(offset, 2 * count);
      this.tally.addLabels(new Uint16Array(bytes.buffer, bytes.byteOffset, count));
    }
  }

  /** Measures a MRC that has no zarr of its shape beside it. */
  async #scanMrc(comparer: MrcComparer): Promise<void> {
    const [x, y, z] = this.#volume.mrc?.value?.n ?? [0, 0, 0];
    const rows = Math.max(1, Math.min(y, Math.floor(mrcBlock / (x * 8))));
    const blocks: { z: number; y: number }[] = [];
    for (let plane = 0; plane < z; plane++) {
      for (let row = 0; row < y; row += rows) blocks.push({ z: plane, y: row });
    }
    for (const block of this.#isSample ? sampleOf(blocks) : blocks) {
      const extent = [1, Math.min(rows, y - block.y), x] as const;
      this.tally.voxels += extent[1] * x;
      await comparer.compare({ index: [0, 0, 0], origin: [block.z, block.y, 0], extent }, null);
    }
  }
}
