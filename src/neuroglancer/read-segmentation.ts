import { UnsupportedError } from '../base/errors.js';
import { type Triple, triple } from './bounds.js';
import { decodeSegmentationChunk } from './compressed-segmentation.js';
import type { PrecomputedReader } from './precomputed-reader.js';
import { type ChunkExtent, chunkExtents, type SegmentationInfo } from './segmentation-info.js';

/** Voxel counts, in the same order of axes. */
type Shape = readonly [number, number, number];

/** Voxels of the largest chunk that is decoded. */
export const largestChunk = 2 ** 26;
/** Bytes that a voxel may take where every voxel is a block of its own. */
const bytesPerVoxel = 16;
const smallest = 65_536;

/**
 * Bytes that the file of a chunk of at most `largestChunk` voxels may have: blocks are stored whole, also where they reach
 * beyond the chunk, with up to four bytes a voxel for its value and as many for a label of its own.
 */
export function largestChunkFile(shape: Shape, block: Shape): number {
  const voxels = shape[0] * shape[1] * shape[2];
  const blocks = shape.reduce((count, length, axis) => count * Math.ceil(length / (block[axis] ?? 1)), 1);
  const stored = blocks * (8 + 8 * block[0] * block[1] * block[2]);
  return smallest + Math.min(largestChunk * bytesPerVoxel, Math.max(voxels * bytesPerVoxel, stored));
}

/** The labels of a chunk, x fastest; null where an issue was reported: the file is missing, damaged or too large. */
export function readChunk(
  reader: PrecomputedReader,
  { key, blockSize }: SegmentationInfo,
  { name, from, to }: ChunkExtent,
): Promise<Uint32Array | null> {
  const inside = `${key}/${name}`;
  const shape = [to[2] - from[2], to[1] - from[1], to[0] - from[0]] as const;
  const block = [blockSize[2], blockSize[1], blockSize[0]] as const;
  return reader.attempt('data', inside, async () => {
    const voxels = shape[0] * shape[1] * shape[2];
    if (voxels > largestChunk) {
      throw new UnsupportedError('the chunk exceeds the size limit', {
        path: reader.files.location(inside),
        found: `${voxels} voxels`,
        expected: `at most ${largestChunk} voxels`,
      });
    }
    const bytes = await reader.files.get(inside, largestChunkFile(shape, block));
    return decodeSegmentationChunk(bytes, shape, block);
  });
}

/** Reads boxes of labels; one decoded chunk is held. */
export class BoxReader {
  readonly #reader: PrecomputedReader;
  readonly #info: SegmentationInfo;
  #held: { readonly name: string; readonly labels: Uint32Array | null } | null = null;

  constructor(reader: PrecomputedReader, info: SegmentationInfo) {
    this.#reader = reader;
    this.#info = info;
  }

  /** Labels from one corner to another (x, y, z, exclusive), x fastest; zeros where an issue was reported. */
  async read(from: Triple, to: Triple): Promise<Uint32Array> {
    const [width, height, depth] = triple((axis) => to[axis] - from[axis]);
    const box = new Uint32Array(width * height * depth);
    for (const chunk of chunkExtents(this.#info, { from, to })) {
      if (this.#held?.name !== chunk.name) {
        this.#held = { name: chunk.name, labels: await readChunk(this.#reader, this.#info, chunk) };
      }
      const { labels } = this.#held;
      if (labels !== null) copyShared({ ...chunk, labels }, { from, to, labels: box });
    }
    return box;
  }
}

/** Copies the voxels that two boxes share. */
export function copyShared(
  source: LabelBox & { readonly labels: Int8Array | Uint16Array | Uint32Array },
  target: LabelBox & { readonly labels: Uint32Array },
): void {
  const low = triple((axis) => Math.max(source.from[axis], target.from[axis]));
  const high = triple((axis) => Math.min(source.to[axis], target.to[axis]));
  const rowOf = ({ from, to }: LabelBox, y: number, z: number) =>
    ((z - from[2]) * (to[1] - from[1]) + y - from[1]) * (to[0] - from[0]) + low[0] - from[0];
  for (let z = low[2]; z < high[2]; z++) {
    for (let y = low[1]; y < high[1]; y++) {
      const start = rowOf(source, y, z);
      target.labels.set(source.labels.subarray(start, start + high[0] - low[0]), rowOf(target, y, z));
    }
  }
}

/** A box of labels, x fastest; corners along x, y, z, the end exclusive. */
interface LabelBox {
  readonly from: Triple;
  readonly to: Triple;
  readonly labels: ArrayLike<number>;
}

/** Counts voxels of two volumes that differ, box by box, and knows the first of them in the order of the volume. */
export class LabelComparison {
  /** The largest label of either side. */
  largest = 0;
  different = 0;
  first: { readonly zyx: readonly number[]; readonly a: number; readonly b: number } | null = null;
  readonly #size: Triple;
  #firstIndex = Number.POSITIVE_INFINITY;

  constructor(size: Triple) {
    this.#size = size;
  }

  /** Compares a box of one volume with the same box of the other. */
  add({ labels: a, from, to }: LabelBox, b: ArrayLike<number>): void {
    const [width, height] = [to[0] - from[0], to[1] - from[1]];
    for (let index = 0; index < a.length; index++) {
      const [left, right] = [a[index] as number, b[index] as number];
      if (left > this.largest) this.largest = left;
      if (right > this.largest) this.largest = right;
      if (left === right) continue;
      this.different += 1;
      const row = Math.floor(index / width);
      const x = from[0] + (index % width);
      const [y, z] = [from[1] + (row % height), from[2] + Math.floor(row / height)];
      const inVolume = (z * this.#size[1] + y) * this.#size[0] + x;
      if (inVolume >= this.#firstIndex) continue;
      this.#firstIndex = inVolume;
      this.first = { zyx: [z, y, x], a: left, b: right };
    }
  }
}
