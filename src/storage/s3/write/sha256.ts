import { createHash } from 'node:crypto';

/**
 * SHA-256 of bytes in base64, as checksums are sent. The request is signed with it as well, so that it costs nothing
 * more; WebCrypto's, on another thread, would copy the bytes first, which takes as long.
 */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
