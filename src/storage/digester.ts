import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import { StorageError } from '../base/errors.js';
import type { DigestAlgorithm } from './digest-algorithm.js';
import { createHasher, type FileHash, type HashTask, hashFile } from './hash-file.js';
import type { RandomReader, Storage } from './storage.js';

/** Up to so many bytes of a batch a worker costs more than hashing here. */
const hashedHere = 4 * 1024 * 1024;
/** Files that are opened together; small ones go to a worker together too. */
const batch = 16;
/** What is read at once of a file that is hashed here. */
const pieceBytes = 8 * 1024 * 1024;
/** Milliseconds for which a worker waits for more: starting one costs as much as hashing some megabytes. */
const patience = 10_000;

/** Hashes files: large ones on local disks in workers where there may be several, others while they are read. */
export interface Digester {
  /** Hashes by key; null for what is not there or cannot be read. Fails with what other failures of the storage are. */
  hash(
    storage: Storage,
    keys: readonly string[],
    algorithm: DigestAlgorithm,
  ): Promise<Map<string, FileHash | null>>;
  close(): Promise<void>;
}

/** Hashes files of local disks apart from other work. */
interface HashPool {
  run(task: HashTask): Promise<(FileHash | null)[]>;
  destroy(): Promise<void>;
}

/** Workers that start when there is something to hash; one worker is this thread: another would be one more than wanted. */
async function hashPool(workers: number): Promise<HashPool> {
  if (workers === 1) return { run: hashFilesAhead, destroy: async () => undefined };
  // Most that is hashed is small.
  const { Tinypool } = await import('tinypool');
  return new Tinypool({
    filename: new URL('./hash-worker.js', import.meta.url).href,
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: patience,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
}

/** A digester with so many workers at most, by default as many as there are processors. */
export function createDigester(
  workers = availableParallelism(),
  startPool: (workers: number) => Promise<HashPool> = hashPool,
): Digester {
  let pool: Promise<HashPool> | null = null;
  let isClosed = false;
  // Opening and reading wait for disks and buckets, whoever hashes.
  const limit = pLimit(availableParallelism());
  // A worker that has a task already would be given another, which then waits behind it. Of those that wait, the largest is next, so that no
  // worker begins it when the others are done.
  const byWorkers = new PQueue({ concurrency: workers });
  const hashApart = async (task: HashTask): Promise<(FileHash | null)[]> => {
    if (isClosed) return task.paths.map(() => null);
    pool ??= startPool(workers);
    return (await pool).run(task);
  };
  const hashBatch = async (
    storage: Storage,
    keys: readonly string[],
    algorithm: DigestAlgorithm,
  ): Promise<Hashes> => {
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
    async hash(storage, keys, algorithm) {
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

/** A file that another thread can open. */
interface LocalFile {
  readonly key: string;
  readonly path: string;
  readonly size: number;
}

/** Hashes of what is not worth a worker or cannot be read by one, and the files that workers are to hash, each task's together. */
async function hashSmall(
  storage: Storage,
  keys: readonly string[],
  algorithm: DigestAlgorithm,
): Promise<{ hashes: Hashes; tasks: readonly (readonly LocalFile[])[] }> {
  const hashes: Hashes = new Map();
  const readers = new Map<string, RandomReader>();
  try {
    for (const key of keys) {
      const reader = await openOrNull(storage, key);
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

function sizeOf(files: readonly LocalFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

async function openOrNull(storage: Storage, key: string): Promise<RandomReader | null> {
  return storage.open(key).catch((error) => {
    if (error instanceof StorageError) return null;
    throw error;
  });
}

/** The hash of an open file; null for one that ends early, or cannot be read on a disk. */
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

/** Bytes read at once: worth a turn of the event loop, and within the caches of a processor. */
const aheadBytes = 1024 * 1024;

/**
 * The hashes of local files, one after the other in this thread, each piece read while the one before it is hashed; null for one
 * that cannot be read.
 */
export async function hashFilesAhead({ paths, algorithm }: HashTask): Promise<(FileHash | null)[]> {
  const pieces = [Buffer.allocUnsafe(aheadBytes), Buffer.allocUnsafe(aheadBytes)] as const;
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
