import { closeSync, openSync, readSync } from 'node:fs';
import type { Digest, DigestAlgorithm } from '../algorithms/index.js';
import { createHasher } from './hash-bytes.js';

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
