import { createHash } from 'node:crypto';
import type { Digest, DigestAlgorithm } from '../algorithms/index.js';

/** The digest of bytes in memory, which this thread waits for. */
export function hashBytes(bytes: Uint8Array, algorithm: DigestAlgorithm): Digest {
  const hexadecimal = createHash(algorithm).update(bytes).digest('hex');
  return `${algorithm}:${hexadecimal}`;
}
