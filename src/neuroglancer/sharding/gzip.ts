import { gzipSync } from 'node:zlib';

/** Gzip without a time or a system in its header, so that runs agree. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes);
  packed[9] = 255;
  return packed;
}
