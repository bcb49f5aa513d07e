// The layout of Blosc-1 frames (c-blosc 1, README_CHUNK_FORMAT): a header of 16 bytes, the offset of each block, and
// the blocks.
import { fileError, UnsupportedError } from '../../base/errors.js';

/** Bytes of the header of a frame, before the offsets of blocks. */
export const bloscHeaderBytes = 16;
const versionFormat = 2;
/** Version of the compressed blocks, the same for LZ4 and zstd. */
const codecVersion = 1;

/** Bits of the flags in a header; the codec is in the upper three. */
export const bloscFlags = {
  shuffled: 1,
  stored: 2,
  bitShuffled: 4,
  notSplit: 16,
  codecShift: 5,
  lz4: 1,
  zstd: 4,
} as const;

export interface BloscHeader {
  readonly flags: number;
  readonly typeSize: number;
  readonly contentBytes: number;
  readonly blockBytes: number;
  readonly frameBytes: number;
}

/** Writes the 16 bytes of a header for a frame of LZ4 or zstd blocks. */
export function writeBloscHeader(target: Uint8Array, header: BloscHeader): void {
  const view = new DataView(target.buffer, target.byteOffset, bloscHeaderBytes);
  target.set([versionFormat, codecVersion, header.flags, header.typeSize]);
  view.setUint32(4, header.contentBytes, true);
  view.setUint32(8, header.blockBytes, true);
  view.setUint32(12, header.frameBytes, true);
}

/** Reads a frame's header. Fails with a FormatError if it is too short, and an UnsupportedError for other versions. */
export function readBloscHeader(frame: Uint8Array): BloscHeader {
  if (frame.length < bloscHeaderBytes) {
    const found = `${frame.length} bytes`;
    throw fileError('a Blosc frame ends within its header', {}, `${bloscHeaderBytes} bytes`, found);
  }
  const [version, , flags = 0, typeSize = 0] = frame;
  if (version !== versionFormat) {
    const facts = { expected: `version ${versionFormat}`, found: `version ${version}` };
    throw new UnsupportedError('this version of the Blosc format is not supported', facts);
  }
  const view = new DataView(frame.buffer, frame.byteOffset, bloscHeaderBytes);
  return {
    flags,
    typeSize,
    contentBytes: view.getUint32(4, true),
    blockBytes: view.getUint32(8, true),
    frameBytes: view.getUint32(12, true),
  };
}

/** Codec of the blocks of a written frame. */
type BlockCodec = 'lz4' | 'zstd';

export interface FrameContent {
  /** Bytes of the content, all blocks together. */
  readonly contentBytes: number;
  readonly blockBytes: number;
  /** Bytes of a sample: 1, 2 or 4. */
  readonly typeSize: number;
  /** Codec of the blocks; LZ4 by default. */
  readonly codec?: BlockCodec;
}

type BlockContent = Omit<FrameContent, 'contentBytes'>;

/** Bytes of the smallest content, and of the smallest byte plane of a split block, that is compressed at all. */
export const smallestCompressed = 128;

/** True if blocks are split into byte planes that are compressed one by one; zstd compresses whole blocks better. */
export function isSplit({ blockBytes, typeSize, codec }: BlockContent): boolean {
  return codec !== 'zstd' && blockBytes / typeSize >= smallestCompressed;
}

/** Returns the bytes before the first block: header and one offset a block. */
export function framePreludeBytes({ contentBytes, blockBytes }: FrameContent): number {
  return bloscHeaderBytes + 4 * Math.ceil(contentBytes / blockBytes);
}

/**
 * Returns the header and offsets of a frame of `frameBytes` bytes whose encoded blocks begin at `offsets`, in any
 * order. Fails with a RangeError for another number of blocks.
 */
export function scatteredFramePrelude(
  content: FrameContent,
  offsets: readonly number[],
  frameBytes: number,
): Uint8Array<ArrayBuffer> {
  const prelude = new Uint8Array(framePreludeBytes(content));
  if (offsets.length * 4 + bloscHeaderBytes !== prelude.length) {
    throw new RangeError(`${offsets.length} blocks cannot hold ${content.contentBytes} bytes`);
  }
  const view = new DataView(prelude.buffer);
  offsets.forEach((offset, block) => {
    view.setUint32(bloscHeaderBytes + 4 * block, offset, true);
  });
  const flags = frameFlags(content);
  writeBloscHeader(prelude, { flags, ...content, frameBytes });
  return prelude;
}

/** Returns the flags of a frame with byte shuffle. */
export function frameFlags(content: BlockContent): number {
  const splitting = isSplit(content) ? 0 : bloscFlags.notSplit;
  return bloscFlags.shuffled | splitting | (bloscFlags[content.codec ?? 'lz4'] << bloscFlags.codecShift);
}
