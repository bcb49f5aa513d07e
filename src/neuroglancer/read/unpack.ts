import { gunzipSync } from 'node:zlib';
import { FormatError } from '../../errors/index.js';

/** Stored bytes as they were before encoding; fails with a FormatError when they are no gzip or exceed `limit` bytes. */
export function unpack(bytes: Uint8Array, encoding: 'raw' | 'gzip', limit: number): Uint8Array {
  if (encoding === 'raw') return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    throw new FormatError('the gzip data cannot be unpacked', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
