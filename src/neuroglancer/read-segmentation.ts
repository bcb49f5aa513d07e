import { UnsupportedError } from '../base/errors.js';
import { gridOf, voxelCount } from '../volume/chunk-grid.js';
import type { Shape } from '../volume/volume.js';
import { type Triple, triple } from './bounds.js';
import { decodeSegmentationChunk } from './compressed-segmentation.js';
import type { PrecomputedReader } from './precomputed-reader.js';
import { type ChunkExtent, chunkExtents, type SegmentationInfo } from './segmentation-info.js';

/** The largest chunk that is decoded, in voxels. */
export const largestChunk = 2 ** 26;
/** The bytes of a voxel in the worst case, in which each voxel is a block of its own. */
const bytesPerVoxel = 16;
/** An allowance of 64 KiB for small chunks, whose headers outweigh their voxels. */
const smallest = 65_536;

/**
 * Returns the largest valid size, in bytes, of the file of a chunk with at most `largestChunk` voxels. Blocks are
 * stored whole even if they extend beyond the chunk; each voxel takes up to 4 bytes for its value and 4 bytes for a
 * label.
 */
export function largestChunkFile(shape: Shape, block: Shape): number {
  const stored = voxelCount(gridOf(shape, block)) * (8 + 8 * voxelCount(block));
  return (
    smallest + Math.min(largestChunk * bytesPerVoxel, Math.max(voxelCount(shape) * bytesPerVoxel, stored))
  );
}

/** Reads the labels of a chunk, x fastest. Null after a reported issue: it is missing, damaged or too large. */
export function readChunk(
  reader: PrecomputedReader,
  { key, blockSize }: SegmentationInfo,
  { name, from, to }: ChunkExtent,
): Promise<Uint32Array | null> {
  const inside = `${key}/${name}`;
  const shape = [to[2] - from[2], to[1] - from[1], to[0] - from[0]] as const;
  const block = [blockSize[2], blockSize[1], blockSize[0]] as const;
  return reader.attempt('data', inside, async () => {
    const voxels = voxelCount(shape);
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

/**
 * Returns a function that reads the labels between two corners (x, y, z, end exclusive), x fastest. Voxels of unreadable
 * chunks are 0. Keeps the last decoded chunk in memory.
 */
export function boxReader(
  reader: PrecomputedReader,
  info: SegmentationInfo,
): (from: Triple, to: Triple) => Promise<Uint32Array> {
  let held: { readonly name: string; readonly labels: Uint32Array | null } | null = null;
  return async (from, to) => {
    const [width, height, depth] = triple((axis) => to[axis] - from[axis]);
    const box = new Uint32Array(width * height * depth);
    for (const chunk of chunkExtents(info, { from, to })) {
      if (held?.name !== chunk.name)
        held = { name: chunk.name, labels: await readChunk(reader, info, chunk) };
      const { labels } = held;
      if (labels !== null) copyShared({ ...chunk, labels }, { from, to, labels: box });
    }
    return box;
  };
}

/** Copies the voxels in the intersection of two boxes. */
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

/** A box of labels, x fastest, with its corners along x, y, z; the end is exclusive. */
interface LabelBox {
  readonly from: Triple;
  readonly to: Triple;
  readonly labels: ArrayLike<number>;
}

/** Compares two volumes box by box: counts voxels that differ, and keeps the first in the volume's order. */
export class LabelComparison {
  /** The largest label in either volume. */
  largest = 0;
  /** The number of voxels that differ. */
  different = 0;
  /** The first voxel that differs, with the label in each volume; null if none does. */
  first: { readonly zyx: readonly number[]; readonly a: number; readonly b: number } | null = null;
  #firstIndex = Number.POSITIVE_INFINITY;

  constructor(private readonly size: Triple) {}

  /** Compares the same box of both volumes. */
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
      const inVolume = (z * this.size[1] + y) * this.size[0] + x;
      if (inVolume >= this.#firstIndex) continue;
      this.#firstIndex = inVolume;
      this.first = { zyx: [z, y, x], a: left, b: right };
    }
  }
}
