import { gunzipSync, gzipSync } from 'node:zlib';

/** Compresses bytes with gzip, alike on every machine: the operating system is 255 (unknown, RFC 1952), the time 0. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes);
  packed[9] = 255;
  return packed;
}

/** Decompresses gzip data. Fails with an Error of zlib if they are damaged or truncated, or exceed `limit` bytes. */
export function gunzip(bytes: Uint8Array, limit: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: limit });
}
