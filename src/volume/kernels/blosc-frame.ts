// The layout of Blosc-1 frames (c-blosc 1, README_CHUNK_FORMAT): a header of 16 bytes, the offset of each block, and
// the blocks; and the kernels that write and read them.
import { fileError, UnsupportedError } from '../../base/errors.js';
import type { Compression } from '../volume.js';
import { type Arena, checkRows } from './arena.js';
import { vectorBytes } from './blocks.js';
import type { Kernels } from './kernels.js';
import type { KernelExports } from './wasm-exports.js';

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

export interface FrameContent {
  /** Bytes of the content, all blocks together. */
  readonly contentBytes: number;
  readonly blockBytes: number;
  /** Bytes of a sample: 1, 2 or 4. */
  readonly typeSize: number;
  /** Codec of the blocks of a written frame; LZ4 by default. */
  readonly codec?: Compression['codec'];
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

/** Returns the kernels that write and read Blosc-1 frames. */
export function bloscKernels(wasm: KernelExports, arena: Arena) {
  const encodedBlockBound = (blockBytes: number, typeSize: number) => blockBytes + 4 * typeSize + vectorBytes;

  return {
    encodedBlockBound,
    encodeBlock(source, extent, typeSize, target, split) {
      const { rows, columns: rowBytes } = extent;
      const bytes = rows * rowBytes;
      if (typeSize !== 1 && typeSize !== 2 && typeSize !== 4) {
        throw new RangeError(`samples of ${typeSize} bytes cannot be encoded`);
      }
      if ((split || rows > 1) && rowBytes % typeSize !== 0) {
        throw new RangeError(`rows of ${rowBytes} bytes hold no whole number of ${typeSize}-byte samples`);
      }
      checkRows(arena, source, extent, rowBytes);
      arena.check(target, encodedBlockBound(bytes, typeSize));
      return arena.scoped(() => {
        const scratch = arena.allocate(bytes + vectorBytes);
        const { offset, rowStride } = source;
        return wasm.encodeBlock(offset, rowStride, rows, rowBytes, typeSize, scratch, target, split);
      });
    },
    shuffleRows(source, { rows, columns: rowBytes }, typeSize, target) {
      if (rowBytes % typeSize !== 0) {
        throw new RangeError(`rows of ${rowBytes} bytes hold no whole number of ${typeSize}-byte samples`);
      }
      checkRows(arena, source, { rows, columns: rowBytes }, rowBytes);
      arena.check(target, rows * rowBytes + vectorBytes);
      wasm.shuffleRows(source.offset, source.rowStride, rows, rowBytes, typeSize, target);
    },
    decodeFrame(source, length, target, capacity, wanted = Number.POSITIVE_INFINITY, isWhole = false) {
      arena.check(source, length);
      arena.check(target, capacity);
      const header = readBloscHeader(arena.bytes(source, length));
      const { flags } = header;
      const keptBytes = decodedBytes(header, wanted);
      checkFrame(header, length, keptBytes, capacity);
      if ((flags & bloscFlags.stored) !== 0) {
        arena.bytes(target, keptBytes).set(arena.bytes(source + bloscHeaderBytes, keptBytes));
        return keptBytes;
      }
      const contentBytes = isWhole ? header.contentBytes : keptBytes;
      const damaged = arena.scoped(() =>
        wasm.decodeFrame(
          source,
          length,
          header.typeSize,
          contentBytes,
          keptBytes,
          header.blockBytes,
          (flags & bloscFlags.shuffled) !== 0,
          (flags & bloscFlags.notSplit) === 0,
          arena.allocate(Math.min(header.blockBytes, contentBytes)),
          target,
        ),
      );
      if (damaged >= 0) {
        const expected = `${Math.ceil(contentBytes / header.blockBytes)} whole blocks`;
        throw fileError('a Blosc frame is damaged', {}, expected, `a damaged block ${damaged}`);
      }
      return keptBytes;
    },
  } satisfies Partial<Kernels>;
}

const codecNames = ['blosclz', 'lz4', 'snappy', 'zlib', 'zstd'];

/** Returns the bytes of the blocks that hold the first `wanted` bytes of a frame's content. */
export function decodedBytes({ contentBytes, blockBytes, flags }: BloscHeader, wanted: number): number {
  if (wanted >= contentBytes || blockBytes === 0) return contentBytes;
  if ((flags & bloscFlags.stored) !== 0) return wanted;
  return Math.min(contentBytes, Math.ceil(wanted / blockBytes) * blockBytes);
}

/**
 * Checks a header against the length of the frame, and the decoded bytes against their capacity. Fails with a
 * FormatError if they disagree, and with an UnsupportedError for a codec other than LZ4 or a bit shuffle.
 */
function checkFrame(header: BloscHeader, length: number, decoded: number, capacity: number): void {
  const { flags, contentBytes, blockBytes, typeSize, frameBytes } = header;
  const differs = (message: string, expected: string, found: number) =>
    fileError(message, {}, `${expected} bytes`, `${found} bytes`);
  if (frameBytes !== length)
    throw differs('a Blosc frame has another length than its header says', `${frameBytes}`, length);
  if (decoded > capacity)
    throw differs('a Blosc frame holds more than it should', `at most ${capacity}`, decoded);
  if ((flags & bloscFlags.stored) !== 0) {
    const whole = contentBytes + bloscHeaderBytes;
    if (whole === length) return;
    throw differs('a stored Blosc frame has another length than its content', `${whole}`, length);
  }
  const codec = flags >> bloscFlags.codecShift;
  if (codec !== bloscFlags.lz4 || (flags & bloscFlags.bitShuffled) !== 0) {
    throw new UnsupportedError('this kind of Blosc frame is not supported', {
      expected: 'lz4 with byte shuffle or none',
      found: `${codecNames[codec] ?? `codec ${codec}`}${(flags & bloscFlags.bitShuffled) === 0 ? '' : ' with bit shuffle'}`,
    });
  }
  if (
    typeSize === 0 ||
    blockBytes === 0 ||
    (blockBytes > contentBytes && contentBytes > 0) ||
    bloscHeaderBytes + 4 * Math.ceil(contentBytes / blockBytes) > length
  ) {
    const expected =
      'a type size, a block size up to that of the content and room for the offset of every block';
    const found = `type size ${typeSize}, block size ${blockBytes}, ${contentBytes} bytes in a frame of ${length}`;
    throw fileError('the header of a Blosc frame is damaged', {}, expected, found);
  }
}
