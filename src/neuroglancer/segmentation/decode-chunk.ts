import { FormatError } from '../../errors/index.js';

/** Voxel counts, slowest axis first. */
type Shape = readonly [z: number, y: number, x: number];

const allowedBits = new Set([0, 1, 2, 4, 8, 16, 32]);

/**
 * The labels (x fastest) of a `compressed_segmentation` chunk with one channel. Fails with a FormatError when the bytes
 * are too few, or point beyond their end.
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
