import { createHash } from 'node:crypto';
import type { Digest, DigestAlgorithm } from '../algorithms/index.js';
import { Crc64 } from './crc64.js';

/** Hashes bytes that come one after the other. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  finish(): Digest;
}

export function createHasher(algorithm: DigestAlgorithm): Hasher {
  if (algorithm === 'crc64nvme') return crc64Hasher();
  const hash = createHash(algorithm);
  return {
    update: (bytes) => hash.update(bytes),
    finish: () => `${algorithm}:${hash.digest('hex')}`,
  };
}

/** The digest of bytes in memory, which this thread waits for. */
export function hashBytes(bytes: Uint8Array, algorithm: DigestAlgorithm): Digest {
  const hasher = createHasher(algorithm);
  hasher.update(bytes);
  return hasher.finish();
}

/** A CRC-64/NVME as a digest. */
export function crc64Digest(checksum: bigint): Digest {
  return `crc64nvme:${checksum.toString(16).padStart(16, '0')}`;
}

function crc64Hasher(): Hasher {
  const crc = Crc64.shared();
  let [remainder, size] = [0n, 0];
  return {
    update(bytes) {
      const own = crc.remainder(bytes);
      remainder = size === 0 ? own : crc.shift(remainder, bytes.length) ^ own;
      size += bytes.length;
    },
    finish: () => crc64Digest(crc.finish(remainder, size)),
  };
}
