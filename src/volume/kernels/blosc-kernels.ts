import { fileError, UnsupportedError } from '../../base/errors.js';
import { type Arena, checkRows } from './arena.js';
import { vectorBytes } from './blocks.js';
import { type BloscHeader, bloscFlags, bloscHeaderBytes, readBloscHeader } from './blosc-frame.js';
import type { Kernels } from './kernels.js';
import type { KernelExports } from './wasm-exports.js';

type BloscKernels = Pick<Kernels, 'encodedBlockBound' | 'encodeBlock' | 'shuffleRows' | 'decodeFrame'>;

/** Returns the kernels that write and read Blosc-1 frames. */
export function bloscKernels(wasm: KernelExports, arena: Arena): BloscKernels {
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
  };
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
