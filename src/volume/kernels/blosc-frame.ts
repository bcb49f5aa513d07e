import { bloscFlags, bloscHeaderBytes, writeBloscHeader } from './blosc-header.js';

/** What compresses the blocks of a frame that is written. */
export type BlockCodec = 'lz4' | 'zstd';

/** What a frame holds. */
export interface FrameContent {
  /** Bytes of the content, all blocks together. */
  readonly contentBytes: number;
  readonly blockBytes: number;
  /** Bytes of a sample: 1, 2 or 4. */
  readonly typeSize: number;
  /** What compresses the blocks; LZ4 by default. */
  readonly codec?: BlockCodec;
}

type BlockContent = Omit<FrameContent, 'contentBytes'>;

/** Smallest content, and smallest byte plane of a split block, that is compressed at all. */
export const smallestCompressed = 128;

/** True when blocks are cut into byte planes that are compressed one by one; zstd finds more in whole blocks. */
export function isSplit({ blockBytes, typeSize, codec }: BlockContent): boolean {
  return codec !== 'zstd' && blockBytes / typeSize >= smallestCompressed;
}

/** Bytes before the first block: header and one offset a block. */
export function framePreludeBytes({ contentBytes, blockBytes }: FrameContent): number {
  return bloscHeaderBytes + 4 * Math.ceil(contentBytes / blockBytes);
}

/** Header and offsets of a frame of `frameBytes` whose encoded blocks begin at these offsets, in any order. */
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

/** The flags of a frame with byte shuffle. */
export function frameFlags(content: BlockContent): number {
  const splitting = isSplit(content) ? 0 : bloscFlags.notSplit;
  return bloscFlags.shuffled | splitting | (bloscFlags[content.codec ?? 'lz4'] << bloscFlags.codecShift);
}
