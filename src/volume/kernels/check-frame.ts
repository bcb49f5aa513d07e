import { FormatError, UnsupportedError } from '../../errors/index.js';
import { type BloscHeader, bloscFlags, bloscHeaderBytes } from './blosc-header.js';

const codecNames = ['blosclz', 'lz4', 'snappy', 'zlib', 'zstd'];

/** Bytes of the blocks that hold the first `wanted` bytes of a frame's content. */
export function decodedBytes({ contentBytes, blockBytes, flags }: BloscHeader, wanted: number): number {
  if (wanted >= contentBytes || blockBytes === 0) return contentBytes;
  if ((flags & bloscFlags.stored) !== 0) return wanted;
  return Math.min(contentBytes, Math.ceil(wanted / blockBytes) * blockBytes);
}

/**
 * Holds a header against the bytes there are, and those that are decoded against the bytes they may take. Fails with a FormatError for a
 * damaged one, and with an UnsupportedError for a codec other than LZ4 or a bit shuffle.
 */
export function checkFrame(header: BloscHeader, length: number, decoded: number, capacity: number): void {
  const { flags, contentBytes, blockBytes, typeSize, frameBytes } = header;
  if (frameBytes !== length) {
    throw new FormatError('a Blosc frame has another length than its header says', {
      expected: `${frameBytes} bytes`,
      found: `${length} bytes`,
    });
  }
  if (decoded > capacity) {
    throw new FormatError('a Blosc frame holds more than it should', {
      expected: `at most ${capacity} bytes`,
      found: `${decoded} bytes`,
    });
  }
  if ((flags & bloscFlags.stored) !== 0) {
    if (contentBytes + bloscHeaderBytes === length) return;
    throw new FormatError('a stored Blosc frame has another length than its content', {
      expected: `${contentBytes + bloscHeaderBytes} bytes`,
      found: `${length} bytes`,
    });
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
    throw new FormatError('the header of a Blosc frame is damaged', {
      expected: 'a type size, a block size up to that of the content and room for the offset of every block',
      found: `type size ${typeSize}, block size ${blockBytes}, ${contentBytes} bytes in a frame of ${length}`,
    });
  }
}
