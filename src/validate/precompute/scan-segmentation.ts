import { getOrMake } from '../../base/collections.js';
import type { Triple } from '../../neuroglancer/bounds.js';
import { copyShared, LabelComparison, readChunk } from '../../neuroglancer/read-segmentation.js';
import {
  type ChunkExtent,
  chunkCount,
  chunkExtents,
  type SegmentationInfo,
} from '../../neuroglancer/segmentation-info.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import { chunkAt, chunksAcross } from '../../volume/chunk-grid.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { Shape } from '../../volume/volume.js';
import { type LevelReader, openLevels, sampleOf } from '../voxels/level-reader.js';
import { hasVoxels, type LabelBounds, type PrecomputeScan } from './precompute-scan.js';

/** Segmentations with more chunks are not scanned. */
const mostChunks = 200_000;

/** Scans the chunks of a precomputed mask: decodes them and compares their labels with the mask. */
export async function scanSegmentation(
  { context, reader, tally, isSample, labelBounds }: PrecomputeScan,
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
    let isWhole = true;
    const there = [...chunkExtents(info)].filter(({ name }) => context.files.has(`${info.key}/${name}`));
    for (const chunk of isSample ? sampleOf(there) : there) {
      const labels = await readChunk(reader, info, chunk);
      if (labels === null) isWhole = false;
      else if (!isSample) widenBounds(labelBounds, chunk, labels);
      if (labels === null || mask === null) continue;
      const comparison = new LabelComparison(info.size);
      comparison.add({ ...chunk, labels: await mask.read(chunk, labels) }, labels);
      const { first, different } = comparison;
      if (first === null) continue;
      tally.add('voxels', {
        path: `${context.path}/${info.key}/${chunk.name}`,
        message: 'the labels are not those of the mask',
        found: `${different} of ${labels.length} voxels differ`,
        expected: `${first.a} instead of ${first.b} at ${first.zyx.join(', ')} (z, y, x)`,
      });
    }
    if (!isWhole || there.length < chunkCount(info)) labelBounds.clear();
  } finally {
    arena.release(top);
  }
}

/** Reads boxes of labels from level 0 of a mask. */
class MaskBlocks {
  readonly #kernels: Kernels;
  readonly #level: LevelReader;
  readonly #target: number;

  constructor(kernels: Kernels, level: LevelReader) {
    this.#kernels = kernels;
    this.#level = level;
    this.#target = kernels.arena.allocate(level.bytes);
  }

  /** Returns the labels of the mask in the box of a chunk; voxels that cannot be read are copied from `known`. */
  async read({ from, to }: ChunkExtent, known: Uint32Array): Promise<Uint32Array> {
    const { shape, chunk } = this.#level;
    const labels = known.slice();
    const size: Shape = [to[2] - from[2], to[1] - from[1], to[0] - from[0]];
    for (const index of chunksAcross({ origin: [from[2], from[1], from[0]], extent: size }, chunk)) {
      const block = chunkAt(index, shape, chunk);
      const { problem } = await this.#level.read(block, this.#target);
      if (problem !== null) continue;
      const { origin, extent } = block;
      const start: Triple = [origin[2], origin[1], origin[0]];
      const end: Triple = [start[0] + extent[2], start[1] + extent[1], start[2] + extent[0]];
      const values = this.#values(extent[0] * extent[1] * extent[2]);
      copyShared({ from: start, to: end, labels: values }, { from, to, labels });
    }
    return labels;
  }

  #values(count: number): Int8Array | Uint16Array {
    const { sampleBytes } = this.#level;
    const { buffer, byteOffset } = this.#kernels.arena.bytes(this.#target, count * sampleBytes);
    return sampleBytes === 1
      ? new Int8Array(buffer, byteOffset, count)
      : new Uint16Array(buffer, byteOffset, count);
  }
}

/** Extends the bounds of each label by the voxels of a chunk. Processes runs of equal labels along x at once. */
function widenBounds(bounds: Map<number, LabelBounds>, { from, to }: ChunkExtent, labels: Uint32Array): void {
  const width = to[0] - from[0];
  const height = to[1] - from[1];
  for (let start = 0; start < labels.length; ) {
    const label = labels[start] as number;
    const endOfRow = start - (start % width) + width;
    let end = start + 1;
    while (end < endOfRow && labels[end] === label) end++;
    if (label !== 0) {
      const row = Math.floor(start / width);
      const [y, z] = [from[1] + (row % height), from[2] + Math.floor(row / height)];
      const known = getOrMake(bounds, label, () => ({
        lower: [Infinity, Infinity, Infinity],
        upper: [0, 0, 0],
      }));
      const run = [
        [from[0] + (start % width), from[0] + ((end - 1) % width) + 1],
        [y, y + 1],
        [z, z + 1],
      ] as const;
      for (const [axis, [low, high]] of run.entries()) {
        known.lower[axis] = Math.min(known.lower[axis] as number, low);
        known.upper[axis] = Math.max(known.upper[axis] as number, high);
      }
    }
    start = end;
  }
}
