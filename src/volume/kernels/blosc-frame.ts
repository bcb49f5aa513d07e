import { bloscFlags, bloscHeaderBytes, writeBloscHeader } from './blosc-header.js';

/** What a frame holds. */
export interface FrameContent {
  /** Bytes of the content, all blocks together. */
  readonly contentBytes: number;
  readonly blockBytes: number;
  /** Bytes of a sample: 1, 2 or 4. */
  readonly typeSize: number;
}

/** Smallest content, and smallest byte plane of a split block, that is compressed at all. */
export const smallestCompressed = 128;

/** True when blocks are cut into byte planes that are compressed one by one. */
export function isSplit({ blockBytes, typeSize }: Pick<FrameContent, 'blockBytes' | 'typeSize'>): boolean {
  return blockBytes / typeSize >= smallestCompressed;
}

/** Bytes before the first block: header and one offset a block. */
export function framePreludeBytes({ contentBytes, blockBytes }: FrameContent): number {
  return bloscHeaderBytes + 4 * Math.ceil(contentBytes / blockBytes);
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
  const flags = usualFlags(content);
  writeBloscHeader(prelude, { flags, ...content, frameBytes });
  return prelude;
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
    flags: usualFlags({ blockBytes, typeSize }) | bloscFlags.stored,
    typeSize,
    contentBytes: content.length,
    blockBytes,
    frameBytes: frame.length,
  });
  frame.set(content, bloscHeaderBytes);
  return frame;
}

function usualFlags(content: Pick<FrameContent, 'blockBytes' | 'typeSize'>): number {
  const splitting = isSplit(content) ? 0 : bloscFlags.notSplit;
  return bloscFlags.shuffled | splitting | (bloscFlags.lz4 << bloscFlags.codecShift);
}
