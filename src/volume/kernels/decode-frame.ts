import { readBloscHeader } from './blosc-header.js';
import { decodedBytes } from './check-frame.js';
import type { Kernels } from './kernels.js';

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
