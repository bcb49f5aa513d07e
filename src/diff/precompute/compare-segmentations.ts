import type { ReadSegmentationInfo } from '../../neuroglancer/segmentation/index.js';
import type { Finding, Sides } from '../change.js';
import { readBoth } from '../unreadable.js';
import { LabelTally } from '../volume/index.js';
import type { PrecomputeSide } from './precompute-side.js';
import { SegmentationBlocks } from './segmentation-blocks.js';

/** Voxels along an axis that are compared together. */
const blockLength = 256;
/** Labels beyond this are compared, but not counted one by one. */
const largestLabel = 65_535;

type Triple = readonly [x: number, y: number, z: number];

/** Changes between the voxels of two segmentations of one size; one without any has none. */
export async function compareSegmentations(
  sides: Sides<PrecomputeSide>,
  infos: Sides<ReadSegmentationInfo>,
): Promise<Finding[]> {
  if (infos.a.size.join() !== infos.b.size.join()) return [];
  const hasVoxels = (side: 'a' | 'b') =>
    [...sides[side].files.keys()].some((inside) => inside.startsWith(`${infos[side].key}/`));
  if (!hasVoxels('a') && !hasVoxels('b')) return [];
  const readers = {
    a: new SegmentationBlocks(sides.a, infos.a),
    b: new SegmentationBlocks(sides.b, infos.b),
  };
  const tally = new LabelTally();
  const comparison = new VoxelComparison(infos.a.size);
  for (const { from, to } of blocksOf(infos.a.size)) {
    const blocks = await readBoth((side) => readers[side].read(from, to));
    comparison.add(blocks.a, blocks.b, from, to);
    if (comparison.largest <= largestLabel) tally.add(blocks.a, blocks.b);
  }
  const finding = comparison.finding();
  if (finding === null) return [];
  return [finding, ...(comparison.largest <= largestLabel ? tally.findings('data') : [])];
}

function* blocksOf(size: Triple): Generator<{ from: Triple; to: Triple }> {
  for (let z = 0; z < size[2]; z += blockLength) {
    for (let y = 0; y < size[1]; y += blockLength) {
      for (let x = 0; x < size[0]; x += blockLength) {
        const end = (start: number, axis: 0 | 1 | 2) => Math.min(size[axis], start + blockLength);
        yield { from: [x, y, z], to: [end(x, 0), end(y, 1), end(z, 2)] };
      }
    }
  }
}

/** Counts voxels that differ, and knows the first of them in the order of the volume. */
class VoxelComparison {
  largest = 0;
  readonly #size: Triple;
  #different = 0;
  #first: { place: number; a: number; b: number } | null = null;

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
      const place = (z * this.#size[1] + y) * this.#size[0] + from[0] + x;
      if (this.#first === null || place < this.#first.place) this.#first = { place, a: left, b: right };
    }
  }

  finding(): Finding | null {
    if (this.#first === null) return null;
    const [width, height, depth] = this.#size;
    const { place, a, b } = this.#first;
    const row = Math.floor(place / width);
    return {
      kind: 'segment-voxels',
      severity: 'science',
      at: 'data',
      a: `${a}`,
      b: `${b}`,
      facts: {
        voxels: width * height * depth,
        different: this.#different,
        zyx: [Math.floor(row / height), row % height, place % width],
      },
    };
  }
}
