import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { inTurn } from '../base/collections.js';
import { Crc64, crc64Digest } from './crc64.js';
import type { Digest, DigestAlgorithm } from './digest-algorithm.js';

/** The digest and the size, in bytes, of a file. */
export interface FileHash {
  readonly bytes: number;
  readonly digest: Digest;
}

/** A task of a worker: paths of local files, and the algorithm. */
export interface HashTask {
  readonly paths: readonly string[];
  readonly algorithm: DigestAlgorithm;
}

/** Bytes per read: few calls, and within the processor's caches. */
const pieceBytes = 512 * 1024;

/** Hashes a file of about `size` bytes in this thread, which waits for the disk; null if it cannot be read. */
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

/** Bytes per read: enough to be worth a turn of the event loop, and within the processor's caches. */
const aheadBytes = 1024 * 1024;

/** Hashes files in turn in this thread, reading each piece while the one before is hashed; null if unreadable. */
export function hashFilesAhead({ paths, algorithm }: HashTask): Promise<(FileHash | null)[]> {
  const pieces = [Buffer.allocUnsafe(aheadBytes), Buffer.allocUnsafe(aheadBytes)] as const;
  return inTurn(paths, (path) => hashAhead(path, algorithm, pieces));
}

async function hashAhead(
  path: string,
  algorithm: DigestAlgorithm,
  [first, second]: readonly [Buffer, Buffer],
): Promise<FileHash | null> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    const hash = createHasher(algorithm);
    let bytes = 0;
    let [current, next] = [first, second];
    let { bytesRead } = await file.read(current, 0, aheadBytes, 0);
    while (bytesRead > 0) {
      const reading = file.read(next, 0, aheadBytes, bytes + bytesRead);
      hash.update(current.subarray(0, bytesRead));
      bytes += bytesRead;
      [current, next] = [next, current];
      ({ bytesRead } = await reading);
    }
    return { bytes, digest: hash.finish() };
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}

/** A hash of consecutive bytes. */
export type Hasher = ReturnType<typeof createHasher>;

/** Returns a hash of consecutive bytes. */
export function createHasher(algorithm: DigestAlgorithm) {
  if (algorithm === 'crc64nvme') return crc64Hasher();
  const hash = createHash(algorithm);
  return {
    update: (bytes: Uint8Array): unknown => hash.update(bytes),
    finish: (): Digest => `${algorithm}:${hash.digest('hex')}`,
  };
}

/** Returns the digest of bytes in memory, computed in this thread. */
export function hashBytes(bytes: Uint8Array, algorithm: DigestAlgorithm): Digest {
  const hasher = createHasher(algorithm);
  hasher.update(bytes);
  return hasher.finish();
}

function crc64Hasher() {
  const crc = Crc64.shared();
  let [remainder, size] = [0n, 0];
  return {
    update(bytes: Uint8Array) {
      const own = crc.remainder(bytes);
      remainder = size === 0 ? own : crc.shift(remainder, bytes.length) ^ own;
      size += bytes.length;
    },
    finish: () => crc64Digest(crc.finish(remainder, size)),
  };
}
