import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { Crc64 } from './crc64.js';
import type { Digest, DigestAlgorithm } from './digest-algorithm.js';

/** The digest of a file, and its bytes. */
export interface FileHash {
  readonly bytes: number;
  readonly digest: Digest;
}

/** Local files, and what they are hashed with. */
export interface HashTask {
  readonly paths: readonly string[];
  readonly algorithm: DigestAlgorithm;
}

/** Bytes read at once: few calls, and within the caches of a processor. */
const pieceBytes = 512 * 1024;

/** The hash of a local file of about `size` bytes, read from start to end in this thread; null when it cannot be read. */
export function hashFile(path: string, algorithm: DigestAlgorithm, size = pieceBytes): FileHash | null {
  const hash = createHasher(algorithm);
  const piece = Buffer.allocUnsafe(Math.min(size + 1, pieceBytes));
  let bytes = 0;
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    for (let read = 1; read > 0; bytes += read) {
      read = readSync(file, piece, 0, piece.length, null);
      hash.update(piece.subarray(0, read));
    }
    return { bytes, digest: hash.finish() };
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

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
