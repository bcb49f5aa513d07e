import type { PrecomputedReader } from '../../neuroglancer/read/index.js';
import { BoxReader, chunkExtents, type SegmentationInfo } from '../../neuroglancer/segmentation/index.js';
import type { Triple } from '../../neuroglancer/triple.js';
import type { Finding, Sides } from '../change.js';
import { readBoth } from '../unreadable.js';
import { LabelTally } from '../volume/index.js';

/** Voxels along an axis that are compared together. */
const blockLength = 256;
/** Labels beyond this are compared, but not counted one by one. */
const largestLabel = 65_535;

/** Changes between the voxels of two segmentations of one size; one without any has none. */
export async function compareSegmentations(
  sides: Sides<PrecomputedReader>,
  infos: Sides<SegmentationInfo>,
): Promise<Finding[]> {
  if (infos.a.size.join() !== infos.b.size.join()) return [];
  const hasVoxels = (side: 'a' | 'b') => sides[side].namesBelow(infos[side].key).length > 0;
  if (!hasVoxels('a') && !hasVoxels('b')) return [];
  const readers = { a: new BoxReader(sides.a, infos.a), b: new BoxReader(sides.b, infos.b) };
  const tally = new LabelTally();
  const comparison = new VoxelComparison(infos.a.size);
  const grid = { size: infos.a.size, chunkSize: [blockLength, blockLength, blockLength] } as const;
  for (const { from, to } of chunkExtents(grid)) {
    const blocks = await readBoth((side) => readers[side].read(from, to));
    comparison.add(blocks.a, blocks.b, from, to);
    if (comparison.largest <= largestLabel) tally.add(blocks.a, blocks.b);
  }
  const finding = comparison.finding();
  if (finding === null) return [];
  return [finding, ...(comparison.largest <= largestLabel ? tally.findings('data') : [])];
}

/** Counts voxels that differ, and knows the first of them in the order of the volume. */
class VoxelComparison {
  largest = 0;
  readonly #size: Triple;
  #different = 0;
  #first: { index: number; a: number; b: number } | null = null;

  constructor(size: Triple) {
    this.#size = size;
  }

  add(a: Uint32Array, b: Uint32Array, from: Triple, to: Triple): void {
    const [width, height] = [to[0] - from[0], to[1] - from[1]];
    for (let index = 0; index < a.length; index++) {
      const [left, right] = [a[index] as number, b[index] as number];
      if (left > this.largest) this.largest = left;
      if (right > this.largest) this.largest = right;
      if (left === right) continue;
      this.#different += 1;
      const [x, row] = [index % width, Math.floor(index / width)];
      const [y, z] = [from[1] + (row % height), from[2] + Math.floor(row / height)];
      const at = (z * this.#size[1] + y) * this.#size[0] + from[0] + x;
      if (this.#first === null || at < this.#first.index) this.#first = { index: at, a: left, b: right };
    }
  }

  finding(): Finding | null {
    if (this.#first === null) return null;
    const [width, height, depth] = this.#size;
    const { index, a, b } = this.#first;
    const row = Math.floor(index / width);
    return {
      kind: 'segment-voxels',
      severity: 'science',
      at: 'data',
      a: `${a}`,
      b: `${b}`,
      facts: {
        voxels: width * height * depth,
        different: this.#different,
        zyx: [Math.floor(row / height), row % height, index % width],
      },
    };
  }
}
