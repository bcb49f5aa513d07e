import {
  type ChunkExtent,
  chunkCount,
  chunkExtents,
  readChunk,
  type SegmentationInfo,
} from '../../neuroglancer/segmentation/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import type { Shape } from '../../volume/volume.js';
import type { TreeReader } from '../load/tree-reader.js';
import { type ChunkPlace, chunkAt, chunksAcross, sampleOf } from '../voxels/chunk-grid.js';
import type { LevelReader } from '../voxels/level-reader.js';
import { openLevels } from '../voxels/open-levels.js';
import { hasVoxels } from './annotation-count.js';
import type { PrecomputeScan } from './scan-precompute.js';

/** Chunks of the largest segmentation that is looked into. */
const mostChunks = 200_000;

/** Looks into the chunks of a precomputed mask: they decode, and hold the labels of the mask. */
export async function scanSegmentation(
  { context, reader, tally, isSample }: PrecomputeScan,
  info: SegmentationInfo,
  kernels: Kernels,
  tree: TreeReader,
): Promise<void> {
  if (!hasVoxels(context) || chunkCount(info) > mostChunks) return;
  const { arena } = kernels;
  const top = arena.top;
  try {
    const level =
      context.mask === null ? undefined : openLevels(kernels, tree, context.mask.volume).levels[0];
    const [x, y, z] = info.size;
    const mask =
      level !== undefined && level.shape.join() === [z, y, x].join() ? new MaskBlocks(kernels, level) : null;
    const there = [...chunkExtents(info)].filter(({ name }) => context.files.has(`${info.key}/${name}`));
    for (const chunk of isSample ? sampleOf(there) : there) {
      const labels = await readChunk(reader, info, chunk);
      const difference = labels === null ? null : await mask?.compare(labels, chunk);
      if (labels === null || difference == null || difference.count === 0) continue;
      tally.add('voxels', {
        path: `${context.path}/${info.key}/${chunk.name}`,
        message: 'the labels are not those of the mask',
        found: `${difference.count} of ${labels.length} voxels differ`,
        expected: `${difference.expected} instead of ${difference.found} at ${difference.at.join(', ')} (z, y, x)`,
      });
    }
  } finally {
    arena.release(top);
  }
}

interface Difference {
  count: number;
  /** The first voxel that differs: z, y, x. */
  at: readonly number[];
  found: number;
  expected: number;
}

/** Holds labels against the chunks of a mask's largest level. */
class MaskBlocks {
  readonly #kernels: Kernels;
  readonly #level: LevelReader;
  readonly #target: number;

  constructor(kernels: Kernels, level: LevelReader) {
    this.#kernels = kernels;
    this.#level = level;
    this.#target = kernels.arena.allocate(level.bytes);
  }

  /** Voxels of a chunk that differ; parts of the mask that cannot be read are left out. */
  async compare(labels: Uint32Array, { from, to }: ChunkExtent): Promise<Difference> {
    const { shape, chunk } = this.#level;
    const difference: Difference = { count: 0, at: [], found: 0, expected: 0 };
    const start: Shape = [from[2], from[1], from[0]];
    const size: Shape = [to[2] - from[2], to[1] - from[1], to[0] - from[0]];
    for (const index of chunksAcross(start, size, chunk)) {
      const block = chunkAt(index, shape, chunk);
      const { problem } = await this.#level.read(block, this.#target);
      if (problem === null) this.#compareBlock(labels, { origin: start, extent: size }, block, difference);
    }
    return difference;
  }

  #compareBlock(
    labels: Uint32Array,
    own: Pick<ChunkPlace, 'origin' | 'extent'>,
    { origin, extent }: ChunkPlace,
    difference: Difference,
  ): void {
    const values = this.#values(extent[0] * extent[1] * extent[2]);
    const low = (axis: 0 | 1 | 2) => Math.max(own.origin[axis], origin[axis]);
    const high = (axis: 0 | 1 | 2) =>
      Math.min(own.origin[axis] + own.extent[axis], origin[axis] + extent[axis]);
    const [endZ, endY, endX] = [high(0), high(1), high(2)];
    for (let z = low(0); z < endZ; z++) {
      for (let y = low(1); y < endY; y++) {
        const stored = ((z - origin[0]) * extent[1] + y - origin[1]) * extent[2] - origin[2];
        const row = ((z - own.origin[0]) * own.extent[1] + y - own.origin[1]) * own.extent[2] - own.origin[2];
        for (let x = low(2); x < endX; x++) {
          const expected = values[stored + x] as number;
          const found = labels[row + x] as number;
          if (expected === found) continue;
          if (difference.count === 0) Object.assign(difference, { at: [z, y, x], found, expected });
          difference.count += 1;
        }
      }
    }
  }

  #values(count: number): Int8Array | Uint16Array {
    const { sampleBytes } = this.#level;
    const { buffer, byteOffset } = this.#kernels.arena.bytes(this.#target, count * sampleBytes);
    return sampleBytes === 1
      ? new Int8Array(buffer, byteOffset, count)
      : new Uint16Array(buffer, byteOffset, count);
  }
}
