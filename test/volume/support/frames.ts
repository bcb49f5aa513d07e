import {
  bloscFlags,
  bloscHeaderBytes,
  decodedBytes,
  type FrameContent,
  frameFlags,
  framePreludeBytes,
  isSplit,
  readBloscHeader,
  scatteredFramePrelude,
  smallestCompressed,
  writeBloscHeader,
} from '../../../src/volume/kernels/blosc-frame.js';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';

/** Block size where the caller has no reason for another. */
export const usualBlockBytes = 262_144;

/**
 * A whole buffer as a Blosc-1 frame (byte shuffle, LZ4), stored as it is when that is not larger. `typeSize` is 1, 2
 * or 4; a length that is not a multiple of it is fine.
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

/**
 * The content of a whole Blosc-1 frame, or with `wanted` at least so many bytes of its beginning. Fails with a FormatError for a damaged frame or one of more than `maxBytes`,
 * and with an UnsupportedError for a codec other than LZ4.
 */
export function decodeFrame(
  kernels: Kernels,
  frame: Uint8Array,
  maxBytes: number,
  wanted = Number.POSITIVE_INFINITY,
): Uint8Array<ArrayBuffer> {
  const capacity = Math.min(decodedBytes(readBloscHeader(frame), wanted), maxBytes);
  const { arena } = kernels;
  const top = arena.top;
  try {
    const source = arena.allocate(frame.length);
    const target = arena.allocate(capacity);
    arena.bytes(source, frame.length).set(frame);
    const length = kernels.decodeFrame(source, frame.length, target, capacity, wanted);
    return arena.bytes(target, length).slice();
  } finally {
    arena.release(top);
  }
}

/** Header and offsets of a frame whose encoded blocks, of these sizes, follow without gaps. */
export function framePrelude(
  content: FrameContent,
  encodedSizes: readonly number[],
): Uint8Array<ArrayBuffer> {
  let offset = framePreludeBytes(content);
  const offsets = encodedSizes.map((size) => {
    offset += size;
    return offset - size;
  });
  return scatteredFramePrelude(content, offsets, offset);
}

/** A frame of encoded blocks in their order. */
export function assembleFrame(
  content: FrameContent,
  encodedBlocks: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const prelude = framePrelude(
    content,
    encodedBlocks.map(({ length }) => length),
  );
  const frame = new Uint8Array(encodedBlocks.reduce((sum, { length }) => sum + length, prelude.length));
  frame.set(prelude);
  let offset = prelude.length;
  for (const block of encodedBlocks) {
    frame.set(block, offset);
    offset += block.length;
  }
  return frame;
}

/** A frame that holds its content as it is, for content that does not shrink. */
export function storedFrame(
  content: Uint8Array,
  blockBytes: number,
  typeSize: number,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(bloscHeaderBytes + content.length);
  writeBloscHeader(frame, {
    flags: frameFlags({ blockBytes, typeSize }) | bloscFlags.stored,
    typeSize,
    contentBytes: content.length,
    blockBytes,
    frameBytes: frame.length,
  });
  frame.set(content, bloscHeaderBytes);
  return frame;
}
