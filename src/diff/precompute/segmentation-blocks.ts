import { UnsupportedError } from '../../errors/index.js';
import {
  chunkName,
  decodeSegmentationChunk,
  largestChunk,
  largestChunkFile,
  type ReadSegmentationInfo,
} from '../../neuroglancer/segmentation/index.js';
import { named, type PrecomputeSide } from './precompute-side.js';

type Triple = readonly [x: number, y: number, z: number];

/** Reads boxes of labels out of a segmentation's chunks; one decoded chunk is held. */
export class SegmentationBlocks {
  readonly #side: PrecomputeSide;
  readonly #info: ReadSegmentationInfo;
  #held: { readonly name: string; readonly labels: Uint32Array } | null = null;

  constructor(side: PrecomputeSide, info: ReadSegmentationInfo) {
    this.#side = side;
    this.#info = info;
  }

  /** Labels from one corner to another (x, y, z, exclusive), x fastest. Fails when a chunk is not there or broken. */
  async read(from: Triple, to: Triple): Promise<Uint32Array> {
    const { chunkSize } = this.#info;
    const [width, height, depth] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
    const block = new Uint32Array(width * height * depth);
    const starts = (axis: 0 | 1 | 2) => {
      const first = Math.floor(from[axis] / chunkSize[axis]);
      const count = Math.ceil(to[axis] / chunkSize[axis]) - first;
      return Array.from({ length: count }, (_, index) => (first + index) * chunkSize[axis]);
    };
    for (const z of starts(2)) {
      for (const y of starts(1)) {
        for (const x of starts(0)) await this.#copy([x, y, z], block, from, to);
      }
    }
    return block;
  }

  async #copy(start: Triple, block: Uint32Array, from: Triple, to: Triple): Promise<void> {
    const { size, chunkSize } = this.#info;
    const last = (axis: 0 | 1 | 2) => Math.min(size[axis], start[axis] + chunkSize[axis]);
    const end: Triple = [last(0), last(1), last(2)];
    const labels = await this.#labels(start, end);
    const low = (axis: 0 | 1 | 2) => Math.max(start[axis], from[axis]);
    const high = (axis: 0 | 1 | 2) => Math.min(end[axis], to[axis]);
    const count = high(0) - low(0);
    for (let z = low(2); z < high(2); z++) {
      for (let y = low(1); y < high(1); y++) {
        const rowOf = (corner: Triple, far: Triple) =>
          ((z - corner[2]) * (far[1] - corner[1]) + y - corner[1]) * (far[0] - corner[0]) +
          low(0) -
          corner[0];
        const source = rowOf(start, end);
        block.set(labels.subarray(source, source + count), rowOf(from, to));
      }
    }
  }

  async #labels(start: Triple, end: Triple): Promise<Uint32Array> {
    const name = chunkName(start, end);
    if (this.#held?.name === name) return this.#held.labels;
    const { storage, key } = this.#side;
    const { blockSize } = this.#info;
    const path = `${key}/${this.#info.key}/${name}`;
    const shape = [end[2] - start[2], end[1] - start[1], end[0] - start[0]] as const;
    const voxels = shape[0] * shape[1] * shape[2];
    if (voxels > largestChunk) {
      throw new UnsupportedError('a chunk that is too large', {
        path: storage.location(path),
        found: `${voxels} voxels`,
      });
    }
    const block = [blockSize[2], blockSize[1], blockSize[0]] as const;
    const bytes = await storage.get(path, largestChunkFile(shape, block));
    const labels = named(storage.location(path), () => decodeSegmentationChunk(bytes, shape, block));
    this.#held = { name, labels };
    return labels;
  }
}
