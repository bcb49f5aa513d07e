import { joinBytes } from '../base/collections.js';
import { FormatError, fileError, UnsupportedError } from '../base/errors.js';
import { type ChunkLocation, chunksOf, gridOf, type Region, voxelCount } from '../volume/chunk-grid.js';
import type { Shape } from '../volume/volume.js';
import { bytesOf } from './pieces.js';

// A chunk consists of 32-bit words: the offset of its channel, then two words per block: the offset of its lookup table
// (24 bits) with the bits per voxel (8 bits), and the offset of its voxels, which are indices into the table. Blocks
// may share a table.

/** The largest offset of a lookup table, in 32-bit words: block headers have 24 bits for it. */
const largestTableOffset = 2 ** 24 - 1;

/** The labels of a chunk, in blocks that are clipped to it. */
export interface BlockLabels {
  /** Returns the distinct labels of a block, in ascending order. */
  distinct(block: Region): Uint32Array;
  /**
   * Returns the index in `labels` of each voxel, with `bits` bits per voxel, x fastest, in 32-bit words from the lowest
   * bit up. Voxels of `shape` that lie outside the block get index 0.
   */
  pack(block: Region, labels: Uint32Array, bits: number, shape: Shape): Uint32Array;
}

/**
 * Encodes a chunk as Neuroglancer's `compressed_segmentation` with one channel (`sliceview/compressed_segmentation` of
 * its source). Pads blocks at the end of the chunk with label 0. Fails with an UnsupportedError if the lookup tables
 * exceed the 24-bit offsets of the format.
 */
export function encodeSegmentationChunk(labels: BlockLabels, shape: Shape, block: Shape): Uint8Array {
  const headers = new Uint32Array(voxelCount(gridOf(shape, block)) * 2);
  const parts: Uint32Array[] = [Uint32Array.of(1), headers];
  const tables = new Map<string, number>();
  let [length, header] = [headers.length, 0];
  const push = (words: Uint32Array) => {
    const offset = length;
    parts.push(words);
    length += words.length;
    return offset;
  };
  for (const part of chunksOf(shape, block)) {
    const table = tableOf(labels.distinct(part), part, block);
    const key = table.join();
    const tableOffset = tables.get(key) ?? push(table);
    if (tableOffset > largestTableOffset) {
      const facts = { expected: 'lookup tables below 2^24 words', found: `one at word ${tableOffset}` };
      throw new UnsupportedError('a chunk with too many different labels', facts);
    }
    tables.set(key, tableOffset);
    // The fewest bits that can index the table.
    const bits = allowedBits.find((each) => 2 ** each >= table.length) ?? 32;
    headers[header++] = (tableOffset | (bits << 24)) >>> 0;
    headers[header++] = bits === 0 ? length : push(labels.pack(part, table, bits, block));
  }
  return joinBytes(parts.map(bytesOf));
}

/** Returns the lookup table of a block: its labels, with 0 if the block needs padding. */
function tableOf(labels: Uint32Array, { extent }: Region, block: Shape): Uint32Array {
  const isWhole = extent.every((length, axis) => length === block[axis]);
  if (isWhole || labels[0] === 0) return labels;
  const table = new Uint32Array(labels.length + 1);
  table.set(labels, 1);
  return table;
}

const allowedBits = [0, 1, 2, 4, 8, 16, 32];

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
  const blocks = voxelCount(gridOf(shape, block));
  if (start < 1 || channel.length < blocks * 2) {
    const found = `${bytes.length} bytes`;
    throw fileError('the chunk ends within the headers of its blocks', {}, `${blocks} blocks`, found);
  }
  const labels = new Uint32Array(voxelCount(shape));
  let header = 0;
  for (const part of chunksOf(shape, block)) {
    decodeBlock(channel, header, labels, shape, block, part);
    header += 2;
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
  { index: at, origin: [z0, y0, x0], extent: [endZ, endY, endX] }: ChunkLocation,
): void {
  const first = channel[header] as number;
  const tableOffset = first & 0xffffff;
  const bits = first >>> 24;
  const valuesOffset = channel[header + 1] as number;
  const [, blockY, blockX] = block;
  const wordCount = Math.ceil((voxelCount(block) * bits) / 32);
  if (!allowedBits.includes(bits) || valuesOffset + wordCount > channel.length) {
    const expected = `${channel.length} words`;
    const found = `${bits} bits a voxel at word ${valuesOffset}`;
    throw fileError(`block ${at.join(', ')} (z, y, x) lies beyond the end of the chunk`, {}, expected, found);
  }
  const mask = bits === 32 ? 0xffffffff : 2 ** bits - 1;
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
          const message = `block ${at.join(', ')} (z, y, x) has a label beyond the end of the chunk`;
          throw fileError(message, {}, `${channel.length} words`, `word ${tableOffset + (index >>> 0)}`);
        }
        labels[row + x] = label;
      }
    }
  }
}
