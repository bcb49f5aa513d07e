import { gunzipSync, gzipSync } from 'node:zlib';

/** Gzip without a time or a system in its header, so that runs agree. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes);
  packed[9] = 255;
  return packed;
}

/** The bytes of gzip data; fails when they are damaged, cut off, or would be more than `limit` bytes. */
export function gunzip(bytes: Uint8Array, limit: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: limit });
}
