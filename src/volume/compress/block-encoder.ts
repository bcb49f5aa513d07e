import type { Extent, Kernels, Offset, Rows } from '../kernels/index.js';
import { openCodec } from '../zarr/open-codec.js';
import type { Compression } from '../zarr-form.js';

/** Encodes rows of samples as one whole Blosc block at `target`, with room for `encodedBlockBound`; gives its bytes. */
export type EncodeBlock = (
  source: Rows,
  extent: Extent,
  typeSize: number,
  target: Offset,
) => number | Promise<number>;

/** Bytes behind shuffled rows that kernels touch when they move whole vectors. */
const slack = 32;
const lengthBytes = 4;

/** Encodes blocks of rows in the memory of some kernels; one block at a time. */
export function blockEncoder(kernels: Kernels, compression: Compression): EncodeBlock {
  return compression.codec === 'lz4'
    ? (source, extent, typeSize, target) => kernels.encodeBlock(source, extent, typeSize, target, true)
    : zstdEncoder(kernels, compression.level);
}

/** The shuffled block as one zstd frame behind its length, or as it is where that is not smaller (c-blosc 1, README_CHUNK_FORMAT). */
function zstdEncoder(kernels: Kernels, level: number): EncodeBlock {
  const codec = openCodec('zstd', { level });
  const { arena } = kernels;
  return async (source, extent, typeSize, target) => {
    const bytes = extent.rows * extent.columns;
    const top = arena.top;
    const shuffled = arena.allocate(bytes + slack);
    try {
      kernels.shuffleRows(source, extent, typeSize, shuffled);
      const packed = await (await codec).encode(arena.bytes(shuffled, bytes));
      const content = packed.length < bytes ? packed : arena.bytes(shuffled, bytes);
      const block = arena.bytes(target, lengthBytes + content.length);
      new DataView(block.buffer, block.byteOffset).setUint32(0, content.length, true);
      block.set(content, lengthBytes);
      return block.length;
    } finally {
      arena.release(top);
    }
  };
}
