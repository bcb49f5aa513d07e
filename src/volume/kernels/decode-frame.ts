import { readBloscHeader } from './blosc-header.js';
import type { Kernels } from './kernels.js';

/**
 * The content of a whole Blosc-1 frame. Fails with a FormatError for a damaged frame or one of more than `maxBytes`,
 * and with an UnsupportedError for a codec other than LZ4.
 */
export function decodeFrame(kernels: Kernels, frame: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  const { contentBytes } = readBloscHeader(frame);
  const { arena } = kernels;
  const top = arena.top;
  try {
    const source = arena.allocate(frame.length);
    const target = arena.allocate(Math.min(contentBytes, maxBytes));
    arena.bytes(source, frame.length).set(frame);
    const length = kernels.decodeFrame(source, frame.length, target, Math.min(contentBytes, maxBytes));
    return arena.bytes(target, length).slice();
  } finally {
    arena.release(top);
  }
}
