import { FormatError } from '../../errors/index.js';
import type { Gunzip } from '../gzip.js';

/** Stored bytes as they were before encoding; fails with a FormatError when they are no gzip or exceed `limit` bytes. */
export function unpack(
  bytes: Uint8Array,
  encoding: 'raw' | 'gzip',
  limit: number,
  gunzip: Gunzip,
): Uint8Array {
  if (encoding === 'raw') return bytes;
  try {
    return gunzip(bytes, limit);
  } catch (cause) {
    throw new FormatError('the gzip data cannot be unpacked', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}
