import type { ByteRange } from '../../../src/formats/byte-window.js';

/** Random access to bytes in memory, as a file gives it. */
export function rangeOf(bytes: Uint8Array): ByteRange {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
  };
}
