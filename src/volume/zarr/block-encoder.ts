import { type Extent, type Offset, type Rows, vectorBytes } from '../kernels/blocks.js';
import { type FrameContent, framePreludeBytes, scatteredFramePrelude } from '../kernels/blosc-frame.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Compression } from '../volume.js';
import { openCodec } from './unpack-chunk.js';

/** Bytes of an LZ4 block. LZ4 finds matches up to 64 KiB back: one byte plane of such a block of float32. */
const lz4BlockBytes = 256 * 1024;

/** Returns the content of a chunk's frame: one block for zstd, several for LZ4. */
export function chunkContent(
  contentBytes: number,
  typeSize: number,
  { codec }: Compression,
): Required<FrameContent> {
  const blockBytes = codec === 'zstd' ? contentBytes : Math.min(contentBytes, lz4BlockBytes);
  return { contentBytes, blockBytes, typeSize, codec };
}

/** Returns the most bytes of the frame of a chunk. */
export function chunkFrameBound(kernels: Kernels, content: FrameContent): number {
  const { contentBytes, blockBytes, typeSize } = content;
  const blocks = Math.ceil(contentBytes / blockBytes);
  return framePreludeBytes(content) + blocks * kernels.encodedBlockBound(blockBytes, typeSize);
}

/**
 * Encodes a chunk's samples, which have no gaps, at `source` as a Blosc frame at `target`, which needs room for
 * `chunkFrameBound`. Returns the bytes of the frame, or 0 for a chunk of zeros, which is not written.
 */
export async function encodeChunkFrame(
  kernels: Kernels,
  encodeBlock: EncodeBlock,
  content: FrameContent,
  source: Offset,
  target: Offset,
): Promise<number> {
  const { contentBytes, blockBytes, typeSize } = content;
  const whole = { rows: 1, columns: contentBytes };
  if (kernels.isZero({ offset: source, rowStride: contentBytes }, whole)) return 0;
  const preludeBytes = framePreludeBytes(content);
  const offsets: number[] = [];
  let frameBytes = preludeBytes;
  for (let from = 0; from < contentBytes; from += blockBytes) {
    offsets.push(frameBytes);
    const block = { offset: source + from, rowStride: blockBytes };
    frameBytes += await encodeBlock(block, { rows: 1, columns: blockBytes }, typeSize, target + frameBytes);
  }
  kernels.arena.bytes(target, preludeBytes).set(scatteredFramePrelude(content, offsets, frameBytes));
  return frameBytes;
}

/** Encodes rows as one Blosc block at `target`, with room for `encodedBlockBound`; returns its bytes. */
export type EncodeBlock = (
  source: Rows,
  extent: Extent,
  typeSize: number,
  target: Offset,
) => number | Promise<number>;

const lengthBytes = 4;

/** Returns an encoder of blocks in the memory of some kernels; it takes one block at a time. */
export function blockEncoder(kernels: Kernels, compression: Compression): EncodeBlock {
  return compression.codec === 'lz4'
    ? (source, extent, typeSize, target) => kernels.encodeBlock(source, extent, typeSize, target, true)
    : zstdEncoder(kernels, compression.level);
}

/** Encodes a shuffled block as length and zstd frame, or as it is if not larger (README_CHUNK_FORMAT). */
function zstdEncoder(kernels: Kernels, level: number): EncodeBlock {
  const codec = openCodec('zstd', { level });
  const { arena } = kernels;
  return async (source, extent, typeSize, target) => {
    const bytes = extent.rows * extent.columns;
    return arena.scopedAsync(async () => {
      const shuffled = arena.allocate(bytes + vectorBytes);
      kernels.shuffleRows(source, extent, typeSize, shuffled);
      const packed = await (await codec).encode(arena.bytes(shuffled, bytes));
      const content = packed.length < bytes ? packed : arena.bytes(shuffled, bytes);
      const block = arena.bytes(target, lengthBytes + content.length);
      new DataView(block.buffer, block.byteOffset).setUint32(0, content.length, true);
      block.set(content, lengthBytes);
      return block.length;
    });
  };
}
