import { FormatError } from '../../errors/index.js';
import type { Arena } from './arena.js';
import { bloscFlags, bloscHeaderBytes, readBloscHeader } from './blosc-header.js';
import { checkFrame, decodedBytes } from './check-frame.js';
import type { Kernels } from './kernels.js';
import { checkRows } from './memory-check.js';
import type { KernelExports } from './wasm-exports.js';

type BloscKernels = Pick<Kernels, 'encodedBlockBound' | 'encodeBlock' | 'shuffleRows' | 'decodeFrame'>;

/** Bytes behind a buffer that kernels touch when they move whole vectors. */
const slack = 32;

/** The kernels that write and read Blosc-1 frames. */
export function bloscKernels(wasm: KernelExports, arena: Arena): BloscKernels {
  const encodedBlockBound = (blockBytes: number, typeSize: number) => blockBytes + 4 * typeSize + slack;

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
      const top = arena.top;
      const scratch = arena.allocate(bytes + slack);
      const size = wasm.encodeBlock(
        source.offset,
        source.rowStride,
        rows,
        rowBytes,
        typeSize,
        scratch,
        target,
        split,
      );
      arena.release(top);
      return size;
    },
    shuffleRows(source, { rows, columns: rowBytes }, typeSize, target) {
      if (rowBytes % typeSize !== 0) {
        throw new RangeError(`rows of ${rowBytes} bytes hold no whole number of ${typeSize}-byte samples`);
      }
      checkRows(arena, source, { rows, columns: rowBytes }, rowBytes);
      arena.check(target, rows * rowBytes + slack);
      wasm.shuffleRows(source.offset, source.rowStride, rows, rowBytes, typeSize, target);
    },
    decodeFrame(source, length, target, capacity, wanted = Number.POSITIVE_INFINITY) {
      arena.check(source, length);
      arena.check(target, capacity);
      const header = readBloscHeader(arena.bytes(source, length));
      const { flags } = header;
      const contentBytes = decodedBytes(header, wanted);
      checkFrame(header, length, contentBytes, capacity);
      if ((flags & bloscFlags.stored) !== 0) {
        arena.bytes(target, contentBytes).set(arena.bytes(source + bloscHeaderBytes, contentBytes));
        return contentBytes;
      }
      const top = arena.top;
      const scratch = arena.allocate(Math.min(header.blockBytes, contentBytes));
      const damaged = wasm.decodeFrame(
        source,
        length,
        header.typeSize,
        contentBytes,
        header.blockBytes,
        (flags & bloscFlags.shuffled) !== 0,
        (flags & bloscFlags.notSplit) === 0,
        scratch,
        target,
      );
      arena.release(top);
      if (damaged >= 0) {
        throw new FormatError('a Blosc frame is damaged', {
          expected: `${Math.ceil(contentBytes / header.blockBytes)} whole blocks`,
          found: `a damaged block ${damaged}`,
        });
      }
      return contentBytes;
    },
  };
}
