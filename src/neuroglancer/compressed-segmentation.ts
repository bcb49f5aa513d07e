import { joinBytes } from '../base/collections.js';
import { FormatError, UnsupportedError } from '../base/errors.js';
import { bytesOf } from './pieces.js';

// A chunk consists of 32-bit words: the offset of its channel, then two words per block: the offset of its lookup table
// (24 bits) with the bits per voxel (8 bits), and the offset of its voxels, which are indices into the table. Blocks
// may share a table.

/** Voxels along each axis, slowest axis first. */
type Shape = readonly [z: number, y: number, x: number];

/** The largest offset of a lookup table, in 32-bit words: block headers have 24 bits for it. */
const largestTableOffset = 2 ** 24 - 1;

/** A block clipped to its chunk: its first voxel and its size, in voxels. */
export interface LabelBlock {
  readonly origin: Shape;
  readonly extent: Shape;
}

/** The labels of a chunk, in blocks. */
export interface BlockLabels {
  /** Returns the distinct labels of a block, in ascending order. */
  distinct(block: LabelBlock): Uint32Array;
  /**
   * Returns the index in `labels` of each voxel, with `bits` bits per voxel, x fastest, in 32-bit words from the lowest
   * bit up. Voxels of `shape` that lie outside the block get index 0.
   */
  pack(block: LabelBlock, labels: Uint32Array, bits: number, shape: Shape): Uint32Array;
}

/**
 * Encodes a chunk as Neuroglancer's `compressed_segmentation` with one channel (`sliceview/compressed_segmentation` of
 * its source). Pads blocks at the end of the chunk with label 0. Fails with an UnsupportedError if the lookup tables
 * exceed the 24-bit offsets of the format.
 */
export function encodeSegmentationChunk(labels: BlockLabels, shape: Shape, block: Shape): Uint8Array {
  const grid = shape.map((length, axis) => Math.ceil(length / (block[axis] ?? 1)));
  const [gridZ = 1, gridY = 1, gridX = 1] = grid;
  const headers = new Uint32Array(gridZ * gridY * gridX * 2);
  const parts: Uint32Array[] = [Uint32Array.of(1), headers];
  const tables = new Map<string, number>();
  let [length, header] = [headers.length, 0];
  const push = (words: Uint32Array) => {
    const offset = length;
    parts.push(words);
    length += words.length;
    return offset;
  };
  for (let bz = 0; bz < gridZ; bz++) {
    for (let by = 0; by < gridY; by++) {
      for (let bx = 0; bx < gridX; bx++) {
        const part = partOf(shape, block, [bz, by, bx]);
        const table = tableOf(labels.distinct(part), part, block);
        const key = table.join();
        const tableOffset = tables.get(key) ?? push(table);
        if (tableOffset > largestTableOffset) throw tooManyLabels(tableOffset);
        tables.set(key, tableOffset);
        const bits = bitsFor(table.length);
        headers[header++] = (tableOffset | (bits << 24)) >>> 0;
        headers[header++] = bits === 0 ? length : push(labels.pack(part, table, bits, block));
      }
    }
  }
  return joinBytes(parts.map(bytesOf));
}

function partOf(shape: Shape, block: Shape, at: Shape): LabelBlock {
  const origin: Shape = [at[0] * block[0], at[1] * block[1], at[2] * block[2]];
  const rest = (axis: 0 | 1 | 2) => Math.min(block[axis], shape[axis] - origin[axis]);
  return { origin, extent: [rest(0), rest(1), rest(2)] };
}

/** Returns the lookup table of a block: its labels, with 0 if the block needs padding. */
function tableOf(labels: Uint32Array, { extent }: LabelBlock, block: Shape): Uint32Array {
  const isWhole = extent.every((length, axis) => length === block[axis]);
  if (isWhole || labels[0] === 0) return labels;
  const table = new Uint32Array(labels.length + 1);
  table.set(labels, 1);
  return table;
}

/** Returns the smallest of 0, 1, 2, 4, 8, 16, 32 bits that can index `count` values. */
function bitsFor(count: number): number {
  return [0, 1, 2, 4, 8, 16].find((bits) => 2 ** bits >= count) ?? 32;
}

function tooManyLabels(offset: number): UnsupportedError {
  return new UnsupportedError('a chunk with too many different labels', {
    expected: `lookup tables below 2^24 words`,
    found: `one at word ${offset}`,
  });
}

const allowedBits = new Set([0, 1, 2, 4, 8, 16, 32]);

/**
 * Decodes a `compressed_segmentation` chunk with one channel and returns its labels, x fastest. Fails with a
 * FormatError if the chunk is truncated or refers to words beyond its end.
 */
export function decodeSegmentationChunk(bytes: Uint8Array, shape: Shape, block: Shape): Uint32Array {
  if (bytes.length % 4 !== 0 || bytes.length < 4) {
    throw new FormatError('the chunk is not made of 32-bit words', { found: `${bytes.length} bytes` });
  }
  const words = wordsOf(bytes);
  const start = words[0] ?? 0;
  const channel = words.subarray(start);
  const grid = shape.map((length, axis) => Math.ceil(length / (block[axis] ?? 1)));
  const [gridZ = 1, gridY = 1, gridX = 1] = grid;
  if (start < 1 || channel.length < gridZ * gridY * gridX * 2) {
    throw new FormatError('the chunk ends within the headers of its blocks', {
      found: `${bytes.length} bytes`,
      expected: `${gridZ * gridY * gridX} blocks`,
    });
  }
  const labels = new Uint32Array(shape[0] * shape[1] * shape[2]);
  let header = 0;
  for (let bz = 0; bz < gridZ; bz++) {
    for (let by = 0; by < gridY; by++) {
      for (let bx = 0; bx < gridX; bx++) {
        decodeBlock(channel, header, labels, shape, block, [bz, by, bx]);
        header += 2;
      }
    }
  }
  return labels;
}

/** Returns the bytes as 32-bit words; copies them if they are not aligned. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const isAligned = bytes.byteOffset % 4 === 0;
  const source = isAligned ? bytes : new Uint8Array(bytes);
  return new Uint32Array(source.buffer, source.byteOffset, source.length / 4);
}

function decodeBlock(
  channel: Uint32Array,
  header: number,
  labels: Uint32Array,
  shape: Shape,
  block: Shape,
  at: Shape,
): void {
  const first = channel[header] as number;
  const tableOffset = first & 0xffffff;
  const bits = first >>> 24;
  const valuesOffset = channel[header + 1] as number;
  const [blockZ, blockY, blockX] = block;
  const wordCount = Math.ceil((blockZ * blockY * blockX * bits) / 32);
  if (!allowedBits.has(bits) || valuesOffset + wordCount > channel.length) {
    throw new FormatError(`block ${at.join(', ')} (z, y, x) lies beyond the end of the chunk`, {
      found: `${bits} bits a voxel at word ${valuesOffset}`,
      expected: `${channel.length} words`,
    });
  }
  const [z0, y0, x0] = [at[0] * blockZ, at[1] * blockY, at[2] * blockX];
  const mask = bits === 32 ? 0xffffffff : 2 ** bits - 1;
  const [endZ, endY, endX] = [blockZ, blockY, blockX].map((length, axis) =>
    Math.min(length, (shape[axis] as number) - ([z0, y0, x0][axis] as number)),
  ) as [number, number, number];
  for (let z = 0; z < endZ; z++) {
    for (let y = 0; y < endY; y++) {
      const row = ((z0 + z) * shape[1] + y0 + y) * shape[2] + x0;
      const value = (z * blockY + y) * blockX;
      for (let x = 0; x < endX; x++) {
        const bit = (value + x) * bits;
        const index =
          bits === 0 ? 0 : ((channel[valuesOffset + (bit >>> 5)] as number) >>> (bit & 31)) & mask;
        const label = channel[tableOffset + (index >>> 0)];
        if (label === undefined) {
          throw new FormatError(`block ${at.join(', ')} (z, y, x) has a label beyond the end of the chunk`, {
            found: `word ${tableOffset + (index >>> 0)}`,
            expected: `${channel.length} words`,
          });
        }
        labels[row + x] = label;
      }
    }
  }
}
