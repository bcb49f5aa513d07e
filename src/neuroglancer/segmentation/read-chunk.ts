import { UnsupportedError } from '../../errors/index.js';
import type { PrecomputedReader } from '../read/index.js';
import { type Triple, triple } from '../triple.js';
import { type ChunkExtent, chunkExtents } from './chunk-extents.js';
import { largestChunk, largestChunkFile } from './chunk-limits.js';
import { decodeSegmentationChunk } from './decode-chunk.js';
import type { LabelBox } from './label-comparison.js';
import type { SegmentationInfo } from './segmentation-info.js';

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
