import {
  type ChunkLocation,
  chunkAt,
  chunksAcross,
  copyOverlap,
  type Region,
  voxelCount,
  voxelIn,
} from '../../volume/chunk-grid.js';
import type { VoxelType } from '../../volume/kernels/blocks.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { voxelBytes } from '../../volume/kernels/wasm-exports.js';
import type { Columns, RowReader, SectionRows } from '../../volume/row-reader.js';
import { viewVoxels } from '../../volume/samples.js';
import type { BinningEdge, Shape, VolumeKind } from '../../volume/volume.js';
import type { LevelReader, ReadChunk } from './level-reader.js';
import type { VoxelTally } from './voxel-tally.js';

/** The rounding error of a mean of eight float32 values, as a share of the largest value. */
const roundingOfMean = 2 ** -21;

/** The chunk of the upper level that was read last. */
interface HeldChunk {
  readonly index: string;
  readonly location: ChunkLocation;
  readonly chunk: ReadChunk;
}

/** Bins the chunks of one level and compares them with the next level. */
export class LevelComparer {
  readonly #kernels: Kernels;
  readonly #upper: LevelReader;
  readonly #type: VoxelType;
  readonly #kind: VolumeKind;
  readonly #tally: VoxelTally;
  /** True if samples are stored as integers, so that means are rounded. */
  readonly #isRounded: boolean;
  readonly #buffers: { readonly upper: number; readonly box: number; readonly binned: number };
  #held: HeldChunk | null = null;
  /** Chunks of the last level that were counted. A chunk below several others is read several times. */
  readonly #counted = new Set<string>();

  constructor(
    kernels: Kernels,
    lower: LevelReader,
    upper: LevelReader,
    type: VoxelType,
    kind: VolumeKind,
    isRounded: boolean,
    tally: VoxelTally,
  ) {
    this.#kernels = kernels;
    this.#upper = upper;
    this.#type = type;
    this.#kind = kind;
    this.#isRounded = isRounded;
    this.#tally = tally;
    const { arena } = kernels;
    const binnedBytes = voxelCount(this.#binned(lower.extent)) * voxelBytes(type);
    this.#buffers = {
      upper: arena.allocate(upper.bytes),
      box: arena.allocate(binnedBytes),
      binned: arena.allocate(binnedBytes),
    };
  }

  /**
   * Returns how many chunks of the lower level make one chunk of the upper level along each axis; null if chunk borders
   * cut through blocks of voxels that are binned together.
   */
  static groupOf(lower: LevelReader, upper: LevelReader, kind: VolumeKind): Shape | null {
    const factor = (axis: 0 | 1 | 2): number => {
      const bin = kind === 'tiltseries' && axis === 0 ? 1 : 2;
      if (lower.grid[axis] === 1) return 1;
      return Math.max(1, Math.floor((upper.chunk[axis] * bin) / lower.chunk[axis]));
    };
    const isWhole = lower.grid.every((count, axis) => {
      const isBinned = kind !== 'tiltseries' || axis !== 0;
      return count === 1 || !isBinned || (lower.chunk[axis] as number) % 2 === 0;
    });
    return isWhole ? [factor(0), factor(1), factor(2)] : null;
  }

  /**
   * Compares a chunk of the lower level, whose voxels are at `source`, with the upper level. `largest` is the largest
   * absolute value in the chunk. Returns true if the upper level has voxels other than 0 there.
   */
  async compare(
    { extent, origin }: ChunkLocation,
    lower: ReadChunk,
    source: number,
    largest: number,
  ): Promise<boolean> {
    const bins = this.#bins;
    const part: Region = {
      origin: [origin[0] / bins[0], origin[1] / bins[1], origin[2] / bins[2]],
      extent: this.#binned(extent),
    };
    const absent: string[] = [];
    let parts = 0;
    for (const index of chunksAcross(part, this.#upper.chunk)) {
      const { chunk, location } = await this.#hold(index);
      if (chunk.problem !== null) return false;
      parts += 1;
      if (chunk.isAbsent) absent.push(chunk.path);
      this.#cut(location, part);
    }
    const count = voxelCount(part.extent);
    const bytes = count * voxelBytes(this.#type);
    const { arena } = this.#kernels;
    const { box, binned } = this.#buffers;
    const isUpperZero = this.#kernels.isZero({ offset: box, rowStride: bytes }, { rows: 1, columns: bytes });
    if (lower.isAbsent && !isUpperZero) return true;
    const absolute = this.#isRounded ? 1 : largest * roundingOfMean;
    // The OME-Zarr specification does not define how blocks at an odd edge are binned: the mean of the existing voxels,
    // or padding with zeros. Both are accepted.
    const byEdge = (edge: BinningEdge) => {
      arena.clear(binned, bytes);
      this.#bin(source, binned, extent, edge);
      return this.#kernels.compare(binned, box, count, this.#type, { absolute, relative: 0 });
    };
    const mean = byEdge('mean');
    if (absent.length === parts && mean.beyond > 0) {
      this.#tally.missingChunks.push(...absent);
      return false;
    }
    const isEven = extent.every((n, axis) => n % (bins[axis] as number) === 0);
    const zero = isEven || this.#type !== 'float32' ? mean : byEdge('zero');
    let first = -1;
    if (Math.min(zero.beyond, mean.beyond) > 0) {
      byEdge(zero.beyond < mean.beyond ? 'zero' : 'mean');
      first = firstDifference(this.#kernels, binned, box, count, this.#type, absolute);
    }
    const location = first < 0 ? null : voxelIn(part, first);
    this.#tally.addLevel(Number(this.#upper.level), count, mean.beyond, zero.beyond, location);
    return !isUpperZero;
  }

  get #bins(): Shape {
    return [this.#kind === 'tiltseries' ? 1 : 2, 2, 2];
  }

  #binned([planes, rows, columns]: Shape): Shape {
    const [z, y, x] = this.#bins;
    return [Math.ceil(planes / z), Math.ceil(rows / y), Math.ceil(columns / x)];
  }

  async #hold(index: Shape): Promise<HeldChunk> {
    if (this.#held?.index === index.join()) return this.#held;
    const location = chunkAt(index, this.#upper.shape, this.#upper.chunk);
    const read = await this.#upper.read(location, this.#buffers.upper);
    const held = { index: index.join(), location, chunk: read };
    this.#held = held;
    if (this.#upper.isLast && !this.#counted.has(held.index)) {
      this.#counted.add(held.index);
      this.#tally.chunksLooked += 1;
      if (read.problem !== null) this.#tally.addUndecodable(read.problem);
    }
    return held;
  }

  /** Copies the intersection of the held chunk with a region to the buffer of that region. */
  #cut(held: Region, part: Region): void {
    const { arena } = this.#kernels;
    const sample = voxelBytes(this.#type);
    const bytesAt = (offset: number, region: Region) => ({
      region,
      bytes: arena.bytes(offset, voxelCount(region.extent) * sample),
    });
    copyOverlap(bytesAt(this.#buffers.upper, held), bytesAt(this.#buffers.box, part), sample);
  }

  #bin(source: number, target: number, [planes, rows, columns]: Shape, edge: BinningEdge): void {
    const sample = voxelBytes(this.#type);
    const from = { offset: source, rowStride: columns * sample, planeStride: rows * columns * sample };
    const [, halfRows, halfColumns] = this.#binned([planes, rows, columns]);
    const to = {
      offset: target,
      rowStride: halfColumns * sample,
      planeStride: halfRows * halfColumns * sample,
    };
    const extent = { planes, rows, columns };
    if (this.#kind === 'tiltseries') this.#kernels.binMeanInPlane(from, to, extent, edge);
    else if (this.#kind === 'tomogram') this.#kernels.binMean(from, to, extent, edge);
    else if (this.#kind === 'semantic-mask') this.#kernels.binAnySet(from, to, extent);
    else this.#kernels.binEverySecond(from, to, extent);
  }
}

/**
 * Returns the index of the first of `count` voxels at `a` and `b` in kernel memory that differ by more than
 * `tolerance`, or of which exactly one is NaN; −1 if there is none.
 */
function firstDifference(
  kernels: Kernels,
  a: number,
  b: number,
  count: number,
  type: VoxelType,
  tolerance: number,
): number {
  const right: ArrayLike<number> = viewVoxels(kernels, b, count, type);
  return viewVoxels(kernels, a, count, type).findIndex((value: number, index: number) => {
    const other = right[index] as number;
    return (
      value !== other &&
      !(Math.abs(value - other) <= tolerance) &&
      !(Number.isNaN(value) && Number.isNaN(other))
    );
  });
}

/** Sections that are read at once. */
const ahead = 8;

/** Compares chunks of level 0 with the MRC, and computes the statistics of the MRC. */
export class MrcComparer {
  readonly #kernels: Kernels;
  readonly #rows: RowReader;
  readonly #type: VoxelType;
  readonly #tally: VoxelTally;

  constructor(kernels: Kernels, rows: RowReader, type: VoxelType, tally: VoxelTally) {
    this.#kernels = kernels;
    this.#rows = rows;
    this.#type = type;
    this.#tally = tally;
  }

  /**
   * Compares the region of a chunk in the MRC with the chunk's voxels at `source`; computes only statistics if `source`
   * is null. Returns true if the MRC has voxels other than 0 there.
   */
  async compare({ origin, extent }: Region, source: number | null): Promise<boolean> {
    const [planes, rows, columns] = extent;
    const count = rows * columns;
    const bytes = count * voxelBytes(this.#type);
    const { arena } = this.#kernels;
    const top = arena.top;
    const target = arena.allocate(bytes);
    let hasContent = false;
    for (let first = 0; first < planes; first += ahead) {
      const parts = Array.from({ length: Math.min(ahead, planes - first) }, (_, index) =>
        this.#part(origin, first + index, rows, columns),
      );
      const fetched = await Promise.all(parts.map((part) => this.#rows.fetch(part)));
      for (const [index, part] of parts.entries()) {
        this.#rows.decode(fetched[index] as Uint8Array, this.#kernels, target, this.#type, part);
        const at = { offset: target, rowStride: columns * voxelBytes(this.#type) };
        const measured = this.#kernels.measure(at, { rows, columns }, this.#type);
        this.#tally.addMrc(measured);
        if (this.#type === 'int8' && (measured.min < 0 || measured.max > 1)) {
          this.#tally.addMask(viewVoxels(this.#kernels, target, count, 'int8'), 'mrc');
        }
        if (!hasContent) {
          hasContent = !this.#kernels.isZero(
            { offset: target, rowStride: bytes },
            { rows: 1, columns: bytes },
          );
        }
        if (source !== null) this.#compare(source + (first + index) * bytes, target, count, part);
      }
    }
    arena.release(top);
    return hasContent;
  }

  #part(origin: Region['origin'], plane: number, rows: number, columns: number): SectionRows & Columns {
    return { z: origin[0] + plane, y: origin[1], rows, x: origin[2], columns };
  }

  #compare(a: number, b: number, count: number, { z, y, x, columns }: SectionRows & Columns): void {
    const found = this.#kernels.compare(a, b, count, this.#type, { absolute: 0, relative: 0 });
    this.#tally.compared += count;
    this.#tally.different += found.different;
    if (found.different === 0 || this.#tally.firstDifference !== null) return;
    const index = firstDifference(this.#kernels, a, b, count, this.#type, 0);
    this.#tally.firstDifference = [z, y + Math.floor(index / columns), x + (index % columns)];
  }
}
