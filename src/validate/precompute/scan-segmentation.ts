import {
  type ChunkExtent,
  chunkCount,
  chunkExtents,
  decodeSegmentationChunk,
  largestChunk,
  largestChunkFile,
  type ReadSegmentationInfo,
} from '../../neuroglancer/segmentation/index.js';
import { chunkAt, type Region } from '../../volume/chunk-grid.js';
import type { Kernels } from '../../volume/kernels/index.js';
import { sampleOf } from '../voxels/chunk-groups.js';
import type { LevelReader } from '../voxels/level-reader.js';
import { openLevels } from '../voxels/open-levels.js';
import { hasVoxels } from './expected-files.js';
import type { PrecomputeScan } from './scan-precompute.js';

/** Chunks of the largest segmentation that is looked into. */
const mostChunks = 200_000;

/** Looks into the chunks of a precomputed mask: they decode, and hold the labels of the mask. */
export async function scanSegmentation(
  scan: PrecomputeScan,
  info: ReadSegmentationInfo,
  kernels: Kernels,
): Promise<void> {
  const { reader, context, tally, isSample } = scan;
  if (!hasVoxels(context) || chunkCount(info) > mostChunks) return;
  const { arena } = kernels;
  const top = arena.top;
  try {
    const level =
      context.mask === null ? undefined : openLevels(kernels, reader, context.mask.volume).levels[0];
    const [x, y, z] = info.size;
    const mask =
      level !== undefined && level.shape.join() === [z, y, x].join() ? new MaskBlocks(kernels, level) : null;
    const there = [...chunkExtents(info)].filter(({ name }) => context.files.has(`${info.key}/${name}`));
    for (const chunk of isSample ? sampleOf(there) : there) {
      const inside = `${info.key}/${chunk.name}`;
      const path = `${context.path}/${inside}`;
      const shape = shapeOf(chunk);
      const voxels = shape[0] * shape[1] * shape[2];
      if (voxels > largestChunk) {
        tally.add('data', {
          path,
          message: 'the chunk is too large to be looked into',
          found: `${voxels} voxels`,
        });
        continue;
      }
      const [blockX, blockY, blockZ] = info.blockSize;
      const file = { path, size: context.files.get(inside) ?? 0 };
      const block = [blockZ, blockY, blockX] as const;
      const content = await reader.content(file, largestChunkFile(shape, block), (bytes) =>
        decodeSegmentationChunk(bytes, shape, block),
      );
      if (content.problem !== null) tally.add('data', { path, ...content.problem });
      const difference = content.value === null ? null : await mask?.compare(content.value, chunk);
      if (difference == null || difference.count === 0) continue;
      tally.add('voxels', {
        path,
        message: 'the labels are not those of the mask',
        found: `${difference.count} of ${voxels} voxels differ`,
        expected: `${difference.expected} instead of ${difference.found} at ${difference.at.join(', ')} (z, y, x)`,
      });
    }
  } finally {
    arena.release(top);
  }
}

function shapeOf({ from, to }: ChunkExtent): [number, number, number] {
  return [to[2] - from[2], to[1] - from[1], to[0] - from[0]];
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
    const [start, end] = [[...from].reverse(), [...to].reverse()];
    const range = (axis: number) => {
      const size = chunk[axis] as number;
      const first = Math.floor((start[axis] as number) / size);
      const count = Math.ceil((end[axis] as number) / size) - first;
      return Array.from({ length: count }, (_, index) => first + index);
    };
    for (const z of range(0)) {
      for (const y of range(1)) {
        for (const x of range(2)) {
          const place = chunkAt([z, y, x], shape, chunk);
          const { problem } = await this.#level.read(place, this.#target);
          if (problem === null) this.#compareBlock(labels, { start, end }, place, difference);
        }
      }
    }
    return difference;
  }

  #compareBlock(
    labels: Uint32Array,
    { start, end }: { readonly start: readonly number[]; readonly end: readonly number[] },
    { origin, extent }: Region,
    difference: Difference,
  ): void {
    const values = this.#values(extent[0] * extent[1] * extent[2]);
    const [low, high] = [0, 1, 2].reduce<[number[], number[]]>(
      ([lows, highs], axis) => [
        [...lows, Math.max(start[axis] as number, origin[axis] as number)],
        [...highs, Math.min(end[axis] as number, (origin[axis] as number) + (extent[axis] as number))],
      ],
      [[], []],
    ) as [[number, number, number], [number, number, number]];
    const [rows, columns] = [
      (end[1] as number) - (start[1] as number),
      (end[2] as number) - (start[2] as number),
    ];
    for (let z = low[0]; z < high[0]; z++) {
      for (let y = low[1]; y < high[1]; y++) {
        const stored = ((z - origin[0]) * extent[1] + y - origin[1]) * extent[2] - origin[2];
        const own =
          ((z - (start[0] as number)) * rows + y - (start[1] as number)) * columns - (start[2] as number);
        for (let x = low[2]; x < high[2]; x++) {
          const expected = values[stored + x] as number;
          const found = labels[own + x] as number;
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
