import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Tinypool } from 'tinypool';
import { StorageError } from '../../errors/index.js';
import type { Storage } from '../storage.js';
import { type FileHash, hashFile } from './hash-file.js';

/** Up to so many bytes a message to a worker costs more than hashing here. */
const hashedHere = 512 * 1024;
/** Files whose paths go to a worker at once. */
const batch = 64;
/** What is read at once of a file that is not on a local disk. */
const pieceBytes = 8 * 1024 * 1024;

/** Hashes files: those on local disks in workers, others while they are read. */
export interface Digester {
  /** Hashes by key; null for what is not there or cannot be read. Fails with what other failures of the storage are. */
  hash(storage: Storage, keys: readonly string[]): Promise<Map<string, FileHash | null>>;
  close(): Promise<void>;
}

/** A digester with as many workers as there are processors at most, which start when there is something large to hash. */
export function createDigester(workers = availableParallelism()): Digester {
  let pool: Tinypool | null = null;
  const start = () =>
    new Tinypool({
      filename: new URL('./hash-worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: workers,
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    });
  return {
    async hash(storage, keys) {
      const hashes = new Map<string, FileHash | null>();
      for (let first = 0; first < keys.length; first += batch) {
        const local: { key: string; path: string; size: number }[] = [];
        for (const key of keys.slice(first, first + batch)) {
          const found = await locate(storage, key);
          if (found === null || 'sha256' in found) hashes.set(key, found);
          else local.push({ key, ...found });
        }
        const paths = local.map(({ path }) => path);
        const size = local.reduce((sum, file) => sum + file.size, 0);
        const isSmall = size <= hashedHere;
        if (isSmall) await nextTurn();
        else pool ??= start();
        const found = isSmall || pool === null ? paths.map(hashFile) : await pool.run(paths);
        for (const [index, { key }] of local.entries()) hashes.set(key, found[index] ?? null);
      }
      return hashes;
    },
    async close() {
      await pool?.destroy();
      pool = null;
    },
  };
}

/** Where a file is on a local disk; its hash where it is elsewhere; null where it cannot be read. */
async function locate(
  storage: Storage,
  key: string,
): Promise<{ path: string; size: number } | FileHash | null> {
  const reader = await storage.open(key).catch((error) => {
    if (error instanceof StorageError) return null;
    throw error;
  });
  if (reader === null) return null;
  try {
    if (reader.localPath !== null) return { path: reader.localPath, size: reader.size };
    const hash = createHash('sha256');
    let bytes = 0;
    while (bytes < reader.size) {
      const piece = await reader.read(bytes, pieceBytes);
      if (piece.length === 0) return null;
      hash.update(piece);
      bytes += piece.length;
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await reader.close();
  }
}

/** SHA-256 of bytes in memory, in hexadecimal. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
