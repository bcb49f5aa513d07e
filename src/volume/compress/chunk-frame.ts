import {
  type FrameContent,
  framePreludeBytes,
  type Kernels,
  type Offset,
  scatteredFramePrelude,
} from '../kernels/index.js';
import type { Compression } from '../zarr-form.js';
import type { EncodeBlock } from './block-encoder.js';

/** LZ4 finds nothing farther away than 64 KiB: a byte plane of a block of float32. */
const lz4BlockBytes = 256 * 1024;

/** What the frame of a chunk of so many bytes holds: one block with zstd, several with LZ4. */
export function chunkContent(
  contentBytes: number,
  typeSize: number,
  { codec }: Compression,
): Required<FrameContent> {
  const blockBytes = codec === 'zstd' ? contentBytes : Math.min(contentBytes, lz4BlockBytes);
  return { contentBytes, blockBytes, typeSize, codec };
}

/** Most bytes of the frame of a chunk. */
export function chunkFrameBound(kernels: Kernels, content: FrameContent): number {
  const { contentBytes, blockBytes, typeSize } = content;
  const blocks = Math.ceil(contentBytes / blockBytes);
  return framePreludeBytes(content) + blocks * kernels.encodedBlockBound(blockBytes, typeSize);
}

/**
 * Encodes a chunk's samples, which lie without gaps at `source`, as a Blosc frame at `target`, where there must be room for
 * `chunkFrameBound`. Gives the bytes of the frame, or 0 for a chunk of zeros, which is not written.
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
