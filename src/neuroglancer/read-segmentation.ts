import { UnsupportedError } from '../base/errors.js';
import { copyOverlap, gridOf, offsetIn, type Region, voxelCount, voxelIn } from '../volume/chunk-grid.js';
import type { Shape } from '../volume/volume.js';
import { reversed, type Triple } from './bounds.js';
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
  { name, extent }: ChunkExtent,
): Promise<Uint32Array | null> {
  const inside = `${key}/${name}`;
  const block = reversed(blockSize);
  return reader.attempt('data', inside, async () => {
    const voxels = voxelCount(extent);
    if (voxels > largestChunk) {
      const [expected, found] = [`at most ${largestChunk} voxels`, `${voxels} voxels`];
      const facts = { path: reader.files.location(inside), expected, found };
      throw new UnsupportedError('the chunk exceeds the size limit', facts);
    }
    const bytes = await reader.files.get(inside, largestChunkFile(extent, block));
    return decodeSegmentationChunk(bytes, extent, block);
  });
}

/** Returns a reader of the labels of a box, x fastest, 0 in unreadable chunks; it keeps the last chunk in memory. */
export function boxReader(reader: PrecomputedReader, info: SegmentationInfo) {
  let held: { readonly name: string; readonly labels: Uint32Array | null } | null = null;
  return async (region: Region): Promise<Uint32Array> => {
    const box = new Uint32Array(voxelCount(region.extent));
    for (const chunk of chunkExtents(info, region)) {
      if (held?.name !== chunk.name)
        held = { name: chunk.name, labels: await readChunk(reader, info, chunk) };
      if (held.labels !== null)
        copyOverlap({ region: chunk, values: held.labels }, { region, values: box }, 1);
    }
    return box;
  };
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
  readonly #whole: Region;

  constructor(size: Triple) {
    this.#whole = { origin: [0, 0, 0], extent: reversed(size) };
  }

  /** Compares the labels of the same box of both volumes. */
  add(box: Region, a: ArrayLike<number>, b: ArrayLike<number>): void {
    for (let index = 0; index < a.length; index++) {
      const [left, right] = [a[index] as number, b[index] as number];
      if (left > this.largest) this.largest = left;
      if (right > this.largest) this.largest = right;
      if (left === right) continue;
      this.different += 1;
      const zyx = voxelIn(box, index);
      const inVolume = offsetIn(this.#whole, zyx);
      if (inVolume >= this.#firstIndex) continue;
      this.#firstIndex = inVolume;
      this.first = { zyx, a: left, b: right };
    }
  }
}
