import { UnsupportedError } from '../../errors/index.js';
import { bytesOf } from '../bytes.js';

/** Voxel counts, slowest axis first. */
type Shape = readonly [z: number, y: number, x: number];

/** Lookup tables lie below this offset, in 32-bit units: it has 24 bits. */
const largestTableOffset = 2 ** 24 - 1;

/** Where a chunk lies in a larger array of labels. */
export interface LabelRows {
  /** The chunk's first voxel. */
  readonly first: number;
  /** Voxels from one row to the next, and from one plane to the next. */
  readonly rowVoxels: number;
  readonly planeVoxels: number;
}

type Labels = Uint16Array | Uint32Array;

/**
 * One chunk of labels (x fastest, without gaps unless `rows` tells of some) as Neuroglancer's `compressed_segmentation`
 * with one channel. Blocks that hang over the end are filled up with zeros. Fails with an UnsupportedError when the
 * chunk's tables outgrow the format.
 */
export function encodeSegmentationChunk(
  labels: Labels,
  shape: Shape,
  block: Shape,
  rows: LabelRows = { first: 0, rowVoxels: shape[2], planeVoxels: shape[1] * shape[2] },
): Uint8Array {
  const grid = shape.map((length, axis) => Math.ceil(length / (block[axis] ?? 1)));
  const [gridZ = 1, gridY = 1, gridX = 1] = grid;
  const words = new Words(gridZ * gridY * gridX * 2);
  const tables = new Map<string, number>();
  const values = new Uint32Array(block[0] * block[1] * block[2]);
  let header = 0;
  for (let bz = 0; bz < gridZ; bz++) {
    for (let by = 0; by < gridY; by++) {
      for (let bx = 0; bx < gridX; bx++) {
        readBlock(labels, rows, shape, block, [bz, by, bx], values);
        const { tableOffset, bits, valuesOffset } = writeBlock(values, words, tables);
        words.set(header, (tableOffset | (bits << 24)) >>> 0);
        words.set(header + 1, valuesOffset);
        header += 2;
      }
    }
  }
  return words.withChannelOffset();
}

function readBlock(
  labels: Labels,
  { first, rowVoxels, planeVoxels }: LabelRows,
  shape: Shape,
  block: Shape,
  at: Shape,
  values: Uint32Array,
): void {
  const [depth, height, width] = shape;
  const [blockZ, blockY, blockX] = block;
  const left = at[2] * blockX;
  const length = Math.min(blockX, width - left);
  values.fill(0);
  for (let z = 0; z < blockZ && at[0] * blockZ + z < depth; z++) {
    for (let y = 0; y < blockY && at[1] * blockY + y < height; y++) {
      const from = first + (at[0] * blockZ + z) * planeVoxels + (at[1] * blockY + y) * rowVoxels + left;
      values.set(labels.subarray(from, from + length), (z * blockY + y) * blockX);
    }
  }
}

function writeBlock(
  values: Uint32Array,
  words: Words,
  tables: Map<string, number>,
): { tableOffset: number; bits: number; valuesOffset: number } {
  const table = distinct(values);
  const key = table.join();
  let tableOffset = tables.get(key);
  if (tableOffset === undefined) {
    tableOffset = words.length;
    if (tableOffset > largestTableOffset) {
      throw new UnsupportedError('a chunk with too many different labels', {
        expected: `lookup tables below 2^24 words`,
        found: `one at word ${tableOffset}`,
      });
    }
    tables.set(key, tableOffset);
    for (const label of table) words.push(label);
  }
  const bits = bitsFor(table.length);
  const valuesOffset = words.length;
  if (bits > 0) pack(values, table, bits, words);
  return { tableOffset, bits, valuesOffset };
}

function distinct(values: Uint32Array): number[] {
  const found = new Set<number>();
  let last = -1;
  for (const value of values) {
    if (value === last) continue;
    found.add(value);
    last = value;
  }
  return [...found].sort((first, second) => first - second);
}

/** The least of 0, 1, 2, 4, 8, 16, 32 bits that tells `count` values apart. */
function bitsFor(count: number): number {
  return [0, 1, 2, 4, 8, 16].find((bits) => 2 ** bits >= count) ?? 32;
}

function pack(values: Uint32Array, table: readonly number[], bits: number, words: Words): void {
  const indexOf = new Map(table.map((label, index) => [label, index]));
  let [word, filled] = [0, 0];
  let [last, index] = [table[0], 0];
  for (const value of values) {
    if (value !== last) [last, index] = [value, indexOf.get(value) ?? 0];
    word = (word | (index << filled)) >>> 0;
    filled += bits;
    if (filled === 32) {
      words.push(word);
      [word, filled] = [0, 0];
    }
  }
  if (filled > 0) words.push(word);
}

/** A growing list of 32-bit words. */
class Words {
  length: number;
  #words: Uint32Array;

  constructor(length: number) {
    this.length = length;
    this.#words = new Uint32Array(Math.max(64, length * 2));
  }

  set(index: number, word: number): void {
    this.#words[index] = word;
  }

  push(word: number): void {
    if (this.length === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.length++] = word;
  }

  /** All words behind the offset of the only channel. */
  withChannelOffset(): Uint8Array {
    const words = new Uint32Array(this.length + 1);
    words[0] = 1;
    words.set(this.#words.subarray(0, this.length), 1);
    return bytesOf(words);
  }
}
