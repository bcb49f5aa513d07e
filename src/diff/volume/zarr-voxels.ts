import type { Kernels, Offset, VoxelType } from '../../volume/kernels/index.js';
import type { Sides } from '../change.js';
import { readBoth, readSide } from '../unreadable.js';
import { BlockComparison } from './block-comparison.js';
import { ChunkCache, fillRow } from './chunk-cache.js';
import { commonType, isNative, voxelBytes } from './sample-kind.js';
import type { VoxelRules } from './voxel-rules.js';
import { compareDoubles, toDoubles } from './wide-samples.js';
import type { ZarrArray } from './zarr-array.js';
import {
  blockRegion,
  commonGrid,
  gridIndices,
  isSameShape,
  type Region,
  voxelCount,
  voxelOfRegion,
} from './zarr-blocks.js';
import { chunkBytes, readChunk, unpackChunk } from './zarr-chunk.js';

/** What two arrays of one shape have and have not in common. */
export interface ZarrComparison {
  readonly blocks: BlockComparison;
  /** Chunks that only one side has, all fill value there: they are left out on the other. */
  readonly emptyChunks: Sides<number>;
}

/**
 * Compares the samples of two arrays of one shape, chunk by chunk, however they are stored. Fails with
 * UnreadableSides when a chunk cannot be unpacked.
 */
export async function compareZarrVoxels(
  arrays: Sides<ZarrArray>,
  rules: VoxelRules,
): Promise<ZarrComparison> {
  const { a, b } = arrays;
  const type = commonType(a.format, b.format);
  const isDirect =
    type !== 'wide' && isSameShape(a.chunk, b.chunk) && isNative(a.format, type) && isNative(b.format, type);
  return isDirect ? new DirectWalk(arrays, rules, type).compare() : compareGathered(arrays, rules, type);
}

/** Chunk against chunk, in kernel memory, where both sides have the same chunks and need no decoding. */
class DirectWalk {
  readonly #arrays: Sides<ZarrArray>;
  readonly #kernels: Kernels;
  readonly #blocks: BlockComparison;
  readonly #type: VoxelType;
  readonly #isSameCodec: boolean;
  readonly #emptyChunks = { a: 0, b: 0 };

  constructor(arrays: Sides<ZarrArray>, rules: VoxelRules, type: VoxelType) {
    this.#arrays = arrays;
    this.#kernels = rules.kernels;
    this.#blocks = new BlockComparison(rules);
    this.#type = type;
    this.#isSameCodec = (arrays.a.compressor?.id ?? null) === (arrays.b.compressor?.id ?? null);
  }

  async compare(): Promise<ZarrComparison> {
    const { arena } = this.#kernels;
    const { a, b } = this.#arrays;
    const top = arena.top;
    try {
      const targets = { a: arena.allocate(chunkBytes(a)), b: arena.allocate(chunkBytes(b)) };
      for (const index of gridIndices(a.shape, a.chunk)) await this.#chunk(index, targets);
    } finally {
      arena.release(top);
    }
    return { blocks: this.#blocks, emptyChunks: this.#emptyChunks };
  }

  async #chunk(index: Parameters<typeof readChunk>[1], targets: Sides<Offset>): Promise<void> {
    const stored = await readBoth((side) => readChunk(this.#arrays[side], index));
    const region = blockRegion(index, this.#arrays.a.chunk, this.#arrays.a.shape);
    const count = voxelCount(region.shape);
    if (
      stored.a === null &&
      stored.b === null &&
      this.#arrays.a.fill === this.#arrays.b.fill &&
      this.#blocks.labels === null
    ) {
      this.#blocks.addSame(0, count, this.#type);
      return;
    }
    const isSame =
      this.#isSameCodec && stored.a !== null && stored.b !== null && Buffer.compare(stored.a, stored.b) === 0;
    if (isSame && this.#blocks.labels === null) {
      this.#blocks.addSame(0, count, this.#type);
      return;
    }
    await readBoth((side) => this.#load(side, index, stored[side], targets[side], region));
    const before = this.#blocks.tally.sum.different;
    this.#blocks.compare(targets.a, targets.b, count, this.#type, voxelOfRegion(region));
    if ((stored.a === null) === (stored.b === null) || this.#blocks.tally.sum.different > before) return;
    this.#emptyChunks[stored.a === null ? 'a' : 'b'] += 1;
  }

  /** Samples of a chunk without gaps and without what hangs over the end of the volume. */
  async #load(
    side: 'a' | 'b',
    index: Parameters<typeof readChunk>[1],
    stored: Uint8Array | null,
    target: Offset,
    region: Region,
  ): Promise<void> {
    const array = this.#arrays[side];
    const { arena } = this.#kernels;
    if (stored === null) {
      const [, , columns] = region.shape;
      const row = fillRow(array, columns);
      const bytes = arena.bytes(target, voxelCount(region.shape) * array.bytesPerSample);
      for (let at = 0; at < bytes.length; at += row.length) bytes.set(row, at);
      return;
    }
    await unpackChunk(this.#kernels, array, index, stored, target);
    const bytes = arena.bytes(target, chunkBytes(array));
    closeGaps(bytes, array, region);
  }
}

/** Moves the rows of a clipped region to the front, one after the other. */
function closeGaps(bytes: Uint8Array, { chunk, bytesPerSample }: ZarrArray, { shape }: Region): void {
  if (isSameShape(chunk, shape)) return;
  const rowBytes = shape[2] * bytesPerSample;
  for (let z = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++) {
      const from = (z * chunk[1] + y) * chunk[2] * bytesPerSample;
      bytes.copyWithin((z * shape[1] + y) * rowBytes, from, from + rowBytes);
    }
  }
}

/** Region by region of a grid of its own, where chunks or sample types differ. */
async function compareGathered(
  arrays: Sides<ZarrArray>,
  rules: VoxelRules,
  type: VoxelType | 'wide',
): Promise<ZarrComparison> {
  const { kernels, tolerance } = rules;
  const { a, b } = arrays;
  const blocks = new BlockComparison(rules);
  const caches = { a: new ChunkCache(kernels, a), b: new ChunkCache(kernels, b) };
  const grid = commonGrid(a.chunk, b.chunk);
  for (const index of gridIndices(a.shape, grid)) {
    const region = blockRegion(index, grid, a.shape);
    const count = voxelCount(region.shape);
    const stored = {
      a: await readSide('a', () => caches.a.read(region)),
      b: await readSide('b', () => caches.b.read(region)),
    };
    if (type === 'wide') {
      const [left, right] = [
        toDoubles(kernels, stored.a, count, a.format),
        toDoubles(kernels, stored.b, count, b.format),
      ];
      const samples = () => ({ a: left, b: right });
      blocks.tally.add(compareDoubles(left, right, tolerance), samples, voxelOfRegion(region));
      blocks.labels?.add(left, right);
    } else {
      const top = kernels.arena.top;
      const [left, right] = [
        place(kernels, stored.a, count, a, type),
        place(kernels, stored.b, count, b, type),
      ];
      blocks.compare(left, right, count, type, voxelOfRegion(region));
      kernels.arena.release(top);
    }
  }
  return { blocks, emptyChunks: { a: 0, b: 0 } };
}

/** Stored samples in kernel memory, decoded where they must be. */
function place(
  kernels: Kernels,
  bytes: Uint8Array,
  count: number,
  { format }: ZarrArray,
  type: VoxelType,
): Offset {
  const { arena } = kernels;
  const stored = arena.allocate(bytes.length);
  const isReady = isNative(format, type);
  const decoded = isReady ? stored : arena.allocate(count * voxelBytes[type]);
  arena.bytes(stored, bytes.length).set(bytes);
  if (!isReady) {
    const rows = { rows: 1, columns: count };
    kernels.decode(
      { offset: stored, rowStride: bytes.length },
      { offset: decoded, rowStride: count * 4 },
      rows,
      format,
    );
  }
  return decoded;
}
