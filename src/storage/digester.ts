import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import { nullIf, StorageError } from '../base/errors.js';
import { createWorkerPool } from '../base/worker-pool.js';
import type { DigestAlgorithm } from './digest-algorithm.js';
import { createHasher, type FileHash, type HashTask, hashFile, hashFilesAhead } from './hash-file.js';
import type { RandomReader, Storage } from './storage.js';

/** Bytes of a batch below which a worker costs more than hashing in this thread. */
const hashedHere = 4 * 1024 * 1024;
/** Files that are opened together. Small files of a batch share a task. */
const batch = 16;
/** Bytes per read of a file that is hashed in this thread. */
const pieceBytes = 8 * 1024 * 1024;
/** Milliseconds that an idle worker waits for a task. Starting one costs as much as hashing some megabytes. */
const patience = 10_000;

/** Hashes files: large files on local disks in worker threads, others in this thread. */
export type Digester = ReturnType<typeof createDigester>;

/** Threads that hash local files. */
interface HashPool {
  run(task: HashTask): Promise<(FileHash | null)[]>;
  destroy(): Promise<void>;
}

/** Returns a pool that starts workers on demand. With one, this thread hashes, to keep to the limit. */
function hashPool(workers: number): HashPool {
  if (workers === 1) return { run: hashFilesAhead, destroy: async () => undefined };
  const file = new URL('./hash-worker.js', import.meta.url);
  return createWorkerPool({ file, workers, patience, heap: [32, 4] });
}

/** Returns a digester with at most `workers` worker threads; by default one per processor. */
export function createDigester(
  workers = availableParallelism(),
  startPool: (workers: number) => HashPool | Promise<HashPool> = hashPool,
) {
  let pool: HashPool | Promise<HashPool> | null = null;
  let isClosed = false;
  // Opening and reading wait for disks and buckets, so this limit is independent of `workers`.
  const limit = pLimit(availableParallelism());
  // The pool would queue a second task behind a busy worker. Here the largest waiting task is next, so that no worker
  // starts it when the others have finished.
  const byWorkers = new PQueue({ concurrency: workers });
  const hashApart = async (task: HashTask): Promise<(FileHash | null)[]> => {
    if (isClosed) return task.paths.map(() => null);
    pool ??= startPool(workers);
    return (await pool).run(task);
  };
  const hashBatch = async (storage: Storage, keys: readonly string[], algorithm: DigestAlgorithm) => {
    const { hashes, tasks } = await limit(() => hashSmall(storage, keys, algorithm));
    await Promise.all(
      tasks.map(async (files) => {
        const paths = files.map(({ path }) => path);
        const found = await byWorkers.add(() => hashApart({ paths, algorithm }), { priority: sizeOf(files) });
        for (const [index, { key }] of files.entries()) hashes.set(key, found[index] ?? null);
      }),
    );
    return hashes;
  };
  return {
    /** Returns hashes by key; null for a missing or unreadable file. Fails with other errors of the storage. */
    async hash(storage: Storage, keys: readonly string[], algorithm: DigestAlgorithm): Promise<Hashes> {
      const firsts = Array.from({ length: Math.ceil(keys.length / batch) }, (_, index) => index * batch);
      const hashes = await Promise.all(
        firsts.map((first) => hashBatch(storage, keys.slice(first, first + batch), algorithm)),
      );
      return new Map(hashes.flatMap((some) => [...some]));
    },
    async close() {
      isClosed = true;
      await (await pool)?.destroy();
      pool = null;
    },
  };
}

type Hashes = Map<string, FileHash | null>;

/**
 * Hashes files that are small or not on a local disk. Returns these hashes, and the tasks for workers: one per large
 * file, one for all small files if they are large together.
 */
async function hashSmall(storage: Storage, keys: readonly string[], algorithm: DigestAlgorithm) {
  const hashes: Hashes = new Map();
  const readers = new Map<string, RandomReader>();
  try {
    for (const key of keys) {
      const reader = await storage.open(key).catch(nullIf((error) => error instanceof StorageError));
      if (reader === null) hashes.set(key, null);
      else readers.set(key, reader);
    }
    const local = [...readers].flatMap(([key, { localPath: path, size }]) =>
      path === null ? [] : [{ key, path, size }],
    );
    const large = local.filter(({ size }) => size > hashedHere);
    const small = local.filter(({ size }) => size <= hashedHere);
    const together = sizeOf(small) > hashedHere ? [small] : [];
    const tasks = [...large.map((file) => [file]), ...together];
    const apart = new Set(tasks.flat().map(({ key }) => key));
    for (const [key, reader] of readers) {
      if (!apart.has(key)) hashes.set(key, await hashHere(reader, algorithm));
    }
    return { hashes, tasks };
  } finally {
    await Promise.all([...readers.values()].map((reader) => reader.close()));
  }
}

function sizeOf(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Hashes an open file in this thread. Returns null if it ends early, or is on a local disk and cannot be read. */
async function hashHere(reader: RandomReader, algorithm: DigestAlgorithm): Promise<FileHash | null> {
  if (reader.localPath !== null) return hashFile(reader.localPath, algorithm, reader.size);
  const hash = createHasher(algorithm);
  let bytes = 0;
  while (bytes < reader.size) {
    const piece = await reader.read(bytes, pieceBytes);
    if (piece.length === 0) return null;
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, digest: hash.finish() };
}
