import type { Kernels, VoxelType } from '../../volume/kernels/index.js';
import type { BinningEdge, Shape, VolumeKind } from '../../volume/volume.js';
import { type ChunkPlace, chunkAt, chunksAcross } from './chunk-grid.js';
import { firstDifference } from './first-difference.js';
import type { LevelReader, ReadChunk } from './level-reader.js';
import { voxelBytes } from './voxel-format.js';
import type { VoxelTally } from './voxel-tally.js';

/** Float rounding of a mean of eight values, as a part of the largest of them. */
const roundingOfMean = 2 ** -21;

/** The chunk of the upper level that was read last. */
interface HeldChunk {
  readonly index: string;
  readonly place: ChunkPlace;
  readonly chunk: ReadChunk;
}

/** Bins chunks of one level and holds them against the next level. */
export class LevelComparer {
  readonly #kernels: Kernels;
  readonly #upper: LevelReader;
  readonly #type: VoxelType;
  readonly #kind: VolumeKind;
  readonly #tally: VoxelTally;
  /** Samples are stored as integers: a mean is rounded to one. */
  readonly #isRounded: boolean;
  readonly #buffers: { readonly upper: number; readonly box: number; readonly binned: number };
  #held: HeldChunk | null = null;
  /** Chunks of the last level that were counted; those that lie in several chunks below are read several times. */
  readonly #counted = new Set<string>();

  constructor(
    kernels: Kernels,
    upper: LevelReader,
    lowerBytes: number,
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
    this.#buffers = {
      upper: arena.allocate(upper.bytes),
      box: arena.allocate(lowerBytes),
      binned: arena.allocate(lowerBytes),
    };
  }

  /**
   * Chunks of the level below that lie side by side in one chunk here, along each axis, or nearly; null when chunks cut
   * through voxels that are binned together.
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
   * Compares a chunk of the level below, whose voxels lie at `source`. `largest` is the greatest magnitude in it.
   * Returns whether the part of this level that it covers has anything but zeros.
   */
  async compare(
    { extent, origin }: ChunkPlace,
    lower: ReadChunk,
    source: number,
    largest: number,
  ): Promise<boolean> {
    const bins: Shape = [this.#kind === 'tiltseries' ? 1 : 2, 2, 2];
    const size = extent.map((count, axis) => Math.ceil(count / (bins[axis] as number))) as unknown as Shape;
    const start = origin.map((count, axis) => count / (bins[axis] as number)) as unknown as Shape;
    const absent: string[] = [];
    let parts = 0;
    for (const index of chunksAcross(start, size, this.#upper.chunk)) {
      const { chunk, place } = await this.#hold(index);
      if (chunk.problem !== null) return false;
      parts += 1;
      if (chunk.isAbsent) absent.push(chunk.path);
      this.#cut(place, start, size);
    }
    const count = size[0] * size[1] * size[2];
    const bytes = count * voxelBytes[this.#type];
    const { arena } = this.#kernels;
    const { box, binned } = this.#buffers;
    const isUpperZero = this.#kernels.isZero({ offset: box, rowStride: bytes }, { rows: 1, columns: bytes });
    if (lower.isAbsent && !isUpperZero) return true;
    const absolute = this.#isRounded ? 1 : largest * roundingOfMean;
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
    const place = this.#placeOf(first, start, size);
    this.#tally.addLevel(Number(this.#upper.level), count, mean.beyond, zero.beyond, place);
    return !isUpperZero;
  }

  async #hold(index: Shape): Promise<HeldChunk> {
    if (this.#held?.index === index.join()) return this.#held;
    const place = chunkAt(index, this.#upper.shape, this.#upper.chunk);
    const read = await this.#upper.read(place, this.#buffers.upper);
    const held = { index: index.join(), place, chunk: read };
    this.#held = held;
    if (this.#upper.isLast && !this.#counted.has(held.index)) {
      this.#counted.add(held.index);
      this.#tally.chunksLooked += 1;
      if (read.problem !== null) this.#tally.undecodable.push(read.problem);
    }
    return held;
  }

  /** Copies what of the held chunk lies in the part that a chunk below covers to its place in the box. */
  #cut({ origin, extent }: ChunkPlace, start: Shape, size: Shape): void {
    const { arena } = this.#kernels;
    const sample = voxelBytes[this.#type];
    const from = (axis: 0 | 1 | 2) => Math.max(start[axis], origin[axis]);
    const to = (axis: 0 | 1 | 2) => Math.min(start[axis] + size[axis], origin[axis] + extent[axis]);
    const [x, bytes] = [from(2), (to(2) - from(2)) * sample];
    for (let z = from(0); z < to(0); z++) {
      for (let y = from(1); y < to(1); y++) {
        const source = ((z - origin[0]) * extent[1] + y - origin[1]) * extent[2] + x - origin[2];
        const target = ((z - start[0]) * size[1] + y - start[1]) * size[2] + x - start[2];
        const row = arena.bytes(this.#buffers.upper + source * sample, bytes);
        arena.bytes(this.#buffers.box + target * sample, bytes).set(row);
      }
    }
  }

  #bin(source: number, target: number, [planes, rows, columns]: Shape, edge: BinningEdge): void {
    const sample = voxelBytes[this.#type];
    const from = { offset: source, rowStride: columns * sample, planeStride: rows * columns * sample };
    const [halfRows, halfColumns] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
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

  #placeOf(index: number, start: Shape, [, rows, columns]: Shape): Shape | null {
    if (index < 0) return null;
    const z = Math.floor(index / (rows * columns));
    const y = Math.floor(index / columns) % rows;
    return [start[0] + z, start[1] + y, start[2] + (index % columns)];
  }
}
