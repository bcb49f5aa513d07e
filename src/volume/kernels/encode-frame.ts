import { assembleFrame, type FrameContent, isSplit, smallestCompressed, storedFrame } from './blosc-frame.js';
import { bloscHeaderBytes } from './blosc-header.js';
import type { Kernels } from './kernels.js';

/** Block size where the caller has no reason for another. */
export const usualBlockBytes = 262_144;

/**
 * A whole buffer as a Blosc-1 frame (byte shuffle, LZ4), stored as it is when that is not larger. `typeSize` is 1, 2
 * or 4; a length that is no multiple of it is fine.
 */
export function encodeFrame(
  kernels: Kernels,
  content: Uint8Array,
  typeSize: number,
  blockBytes: number = usualBlockBytes,
): Uint8Array<ArrayBuffer> {
  const frame: FrameContent = {
    contentBytes: content.length,
    blockBytes: wholeSamples(Math.min(blockBytes, content.length), typeSize),
    typeSize,
  };
  if (content.length < smallestCompressed) return storedFrame(content, frame.blockBytes, typeSize);
  const { arena } = kernels;
  const top = arena.top;
  try {
    const source = arena.allocate(frame.blockBytes);
    const target = arena.allocate(kernels.encodedBlockBound(frame.blockBytes, typeSize));
    const blocks: Uint8Array[] = [];
    for (let start = 0; start < content.length; start += frame.blockBytes) {
      const part = content.subarray(start, start + frame.blockBytes);
      arena.bytes(source, part.length).set(part);
      const size = kernels.encodeBlock(
        { offset: source, rowStride: part.length },
        { rows: 1, columns: part.length },
        typeSize,
        target,
        isSplit(frame) && part.length === frame.blockBytes,
      );
      blocks.push(arena.bytes(target, size).slice());
    }
    const encoded = assembleFrame(frame, blocks);
    return encoded.length < content.length + bloscHeaderBytes
      ? encoded
      : storedFrame(content, frame.blockBytes, typeSize);
  } finally {
    arena.release(top);
  }
}

function wholeSamples(bytes: number, typeSize: number): number {
  return Math.max(1, bytes - (bytes % typeSize));
}
