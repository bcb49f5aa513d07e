import { isSameBytes } from '../base/collections.js';
import { type ChunkLocation, chunksOf, isSameShape, voxelCount, voxelIn } from '../volume/chunk-grid.js';
import type { Offset, VoxelType } from '../volume/kernels/blocks.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import { type Comparison, noComparison } from '../volume/kernels/statistics.js';
import { isNative, toNumbers } from '../volume/samples.js';
import type { Shape } from '../volume/volume.js';
import { RegionReader, type ZarrArray } from '../volume/zarr/zarr-array.js';
import { isWithin, type NumberTolerance, type Side, type Sides } from './change.js';
import { readBoth, readSide } from './unreadable.js';
import { BlockComparison, commonType, type VoxelRules } from './voxel-tally.js';

/** The comparison of two arrays of equal shape. */
interface ZarrComparison {
  readonly blocks: BlockComparison;
  /** For each side, the chunks that it omits and the other side stores, filled with the fill value. */
  readonly emptyChunks: Sides<number>;
}

/** Compares samples of arrays of equal shape, in any chunks and codecs. Fails with UnreadableSides. */
export async function compareZarrVoxels(
  arrays: Sides<ZarrArray>,
  rules: VoxelRules,
): Promise<ZarrComparison> {
  const [a, b] = [arrays.a.metadata.format, arrays.b.metadata.format];
  const type = commonType(a, b);
  const isDirect =
    type !== 'wide' && isSameShape(arrays.a.chunk, arrays.b.chunk) && isNative(a, type) && isNative(b, type);
  return isDirect
    ? new DirectComparison(arrays, rules, type).compare()
    : compareGathered(arrays, rules, type);
}

/** Compares chunk with chunk in kernel memory. Both arrays need the same chunk shape and samples without decoding. */
class DirectComparison {
  readonly #arrays: Sides<ZarrArray>;
  readonly #kernels: Kernels;
  readonly #blocks: BlockComparison;
  readonly #type: VoxelType;
  readonly #isSameCodec: boolean;
  readonly #isSameFill: boolean;
  readonly #emptyChunks = { a: 0, b: 0 };

  constructor(arrays: Sides<ZarrArray>, rules: VoxelRules, type: VoxelType) {
    const [a, b] = [arrays.a.metadata, arrays.b.metadata];
    this.#arrays = arrays;
    this.#kernels = rules.kernels;
    this.#blocks = new BlockComparison(rules);
    this.#type = type;
    this.#isSameCodec = a.compressor?.id === b.compressor?.id && a.storedAxes.join() === b.storedAxes.join();
    this.#isSameFill = Object.is(a.fillValue, b.fillValue);
  }

  async compare(): Promise<ZarrComparison> {
    const { arena } = this.#kernels;
    const { a, b } = this.#arrays;
    const top = arena.top;
    try {
      const targets = { a: arena.allocate(a.unpackedBytes), b: arena.allocate(b.unpackedBytes) };
      for (const location of chunksOf(a.shape, a.chunk)) await this.#chunk(location, targets);
    } finally {
      arena.release(top);
    }
    return { blocks: this.#blocks, emptyChunks: this.#emptyChunks };
  }

  async #chunk(location: ChunkLocation, targets: Sides<Offset>): Promise<void> {
    const stored = await readBoth((side) => this.#arrays[side].fetch(location.index));
    const count = voxelCount(location.extent);
    if (this.#isSame(stored)) {
      if (this.#blocks.labels === null) {
        this.#blocks.addSame(0, count, this.#type);
        return;
      }
      // Labels are counted on either side: once, and without padding.
      await readSide('a', () => this.#arrays.a.unpack(stored.a, location, this.#kernels, targets.a, false));
      this.#blocks.compare(targets.a, targets.a, count, this.#type, (index) => voxelIn(location, index));
      return;
    }
    await readBoth((side) => this.#arrays[side].unpack(stored[side], location, this.#kernels, targets[side]));
    const before = this.#blocks.tally.sum.different;
    this.#blocks.compare(targets.a, targets.b, count, this.#type, (index) => voxelIn(location, index));
    if ((stored.a === null) === (stored.b === null) || this.#blocks.tally.sum.different > before) return;
    this.#emptyChunks[stored.a === null ? 'a' : 'b'] += 1;
  }

  /** True if two chunks are known to be equal before they are decoded. */
  #isSame({ a, b }: Sides<Uint8Array | null>): boolean {
    if (a === null || b === null) return a === b && this.#isSameFill;
    return this.#isSameCodec && isSameBytes(a, b);
  }
}

/** Compares region by region, for arrays with different chunk shapes or sample types. */
async function compareGathered(
  arrays: Sides<ZarrArray>,
  rules: VoxelRules,
  type: VoxelType | 'wide',
): Promise<ZarrComparison> {
  const { kernels, tolerance } = rules;
  const { a, b } = arrays;
  const formats = { a: a.metadata.format, b: b.metadata.format };
  const blocks = new BlockComparison(rules);
  const readers = { a: new RegionReader(kernels, a), b: new RegionReader(kernels, b) };
  for (const location of chunksOf(a.shape, smallerChunk(a.chunk, b.chunk))) {
    const columns = voxelCount(location.extent);
    const stored = {
      a: await readSide('a', () => readers.a.read(location)),
      b: await readSide('b', () => readers.b.read(location)),
    };
    const voxelOf = (index: number) => voxelIn(location, index);
    if (type === 'wide') {
      const numbers = (side: Side) => toNumbers(kernels, stored[side], columns, formats[side]);
      const samples = { a: numbers('a'), b: numbers('b') };
      blocks.tally.add(compareNumbers(samples.a, samples.b, tolerance), () => samples, voxelOf);
      blocks.labels?.add(samples.a, samples.b);
    } else {
      blocks.compareStored(stored, formats, { rows: 1, columns }, type, voxelOf);
    }
  }
  return { blocks, emptyChunks: { a: 0, b: 0 } };
}

/** Returns the smaller of two chunk shapes, which does not depend on their order. */
function smallerChunk(a: Shape, b: Shape): Shape {
  const order = voxelCount(a) - voxelCount(b) || a[0] - b[0] || a[1] - b[1];
  return order <= 0 ? a : b;
}

/** Compares samples in double precision, as the kernel does for its types. */
function compareNumbers(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: NumberTolerance): Comparison {
  const sum = { ...noComparison, count: a.length };
  for (let index = 0; index < a.length; index++) {
    const [p, q] = [a[index] as number, b[index] as number];
    if (p === q || (Number.isNaN(p) && Number.isNaN(q))) continue;
    sum.different += 1;
    if (!isWithin(p, q, tolerance)) sum.beyond += 1;
    if (Number.isNaN(p) || Number.isNaN(q)) sum.nanMismatches += 1;
    const distance = Math.abs(p - q);
    if (!Number.isFinite(distance)) continue;
    if (distance > sum.maxAbsolute) {
      sum.maxAbsolute = distance;
      sum.maxAbsoluteIndex = index;
    }
    sum.maxRelative = Math.max(sum.maxRelative, distance / Math.max(Math.abs(p), Math.abs(q)));
    sum.sumOfSquares += distance * distance;
  }
  return sum;
}
