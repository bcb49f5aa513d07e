import { type FileHandle, open } from 'node:fs/promises';
import type { DigestAlgorithm } from '../algorithms/index.js';
import { createHasher } from './hash-bytes.js';
import type { FileHash, HashTask } from './hash-file.js';

/** Bytes read at once: worth a turn of the event loop, and within the caches of a processor. */
const pieceBytes = 1024 * 1024;

/**
 * The hashes of local files, one after the other in this thread, each piece read while the one before it is hashed; null for one
 * that cannot be read.
 */
export async function hashFilesAhead({ paths, algorithm }: HashTask): Promise<(FileHash | null)[]> {
  const pieces = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)] as const;
  const hashes: (FileHash | null)[] = [];
  for (const path of paths) hashes.push(await hashAhead(path, algorithm, pieces));
  return hashes;
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
    let { bytesRead } = await file.read(current, 0, pieceBytes, 0);
    while (bytesRead > 0) {
      const reading = file.read(next, 0, pieceBytes, bytes + bytesRead);
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
