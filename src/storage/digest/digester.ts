import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { Tinypool } from 'tinypool';
import { StorageError } from '../../errors/index.js';
import type { DigestAlgorithm } from '../algorithms/index.js';
import type { RandomReader, Storage } from '../storage.js';
import { hashFilesAhead } from './hash-ahead.js';
import { type FileHash, type HashTask, hashFile } from './hash-file.js';

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

/** Hashes in workers that are there for something else; null where there are none. */
export type HashElsewhere = (task: HashTask) => Promise<(FileHash | null)[]> | null;

/**
 * A digester with so many workers at most, by default as many as there are processors, which start when there is something large to hash and
 * nobody else has workers for it.
 */
export function createDigester(
  workers = availableParallelism(),
  elsewhere: HashElsewhere = () => null,
): Digester {
  let pool: Tinypool | null = null;
  let isClosed = false;
  // Reading waits for disks and buckets, whoever hashes.
  const limit = pLimit(availableParallelism());
  // A worker that has a task already would be given another, which then waits behind it.
  const byWorkers = pLimit(workers);
  const start = () =>
    new Tinypool({
      filename: new URL('./hash-worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: workers,
      idleTimeout: patience,
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    });
  const hashApart = async (task: HashTask): Promise<(FileHash | null)[]> => {
    const hashed = elsewhere(task);
    if (hashed !== null) return hashed;
    if (isClosed) return task.paths.map(() => null);
    // Another thread would be one more than wanted, and takes its time to start.
    if (workers === 1) return hashFilesAhead(task);
    pool ??= start();
    return pool.run(task);
  };
  const hashOpen = async (
    files: readonly OpenFile[],
    algorithm: DigestAlgorithm,
  ): Promise<(FileHash | null)[]> => {
    const paths = files.flatMap(({ reader }) => reader.localPath ?? []);
    const size = files.reduce((sum, { reader }) => sum + reader.size, 0);
    if (paths.length < files.length || size <= hashedHere) return hashHere(files, algorithm);
    return byWorkers(() => hashApart({ paths, algorithm }));
  };
  const hashBatch = async (
    storage: Storage,
    keys: readonly string[],
    algorithm: DigestAlgorithm,
  ): Promise<Hashes> => {
    const hashes: Hashes = new Map();
    const files: OpenFile[] = [];
    try {
      for (const key of keys) {
        const reader = await open(storage, key);
        if (reader === null) hashes.set(key, null);
        else files.push({ key, reader });
      }
      const isLarge = ({ reader }: OpenFile) => reader.size > hashedHere && reader.localPath !== null;
      const large = files.filter(isLarge).sort((a, b) => b.reader.size - a.reader.size);
      const tasks = [...large.map((file) => [file]), files.filter((file) => !isLarge(file))];
      await Promise.all(
        tasks.map(async (task) => {
          const found = await hashOpen(task, algorithm);
          for (const [index, { key }] of task.entries()) hashes.set(key, found[index] ?? null);
        }),
      );
    } finally {
      await Promise.all(files.map(({ reader }) => reader.close()));
    }
    return hashes;
  };
  return {
    async hash(storage, keys, algorithm) {
      const firsts = Array.from({ length: Math.ceil(keys.length / batch) }, (_, index) => index * batch);
      const hashes = await Promise.all(
        firsts.map((first) => limit(() => hashBatch(storage, keys.slice(first, first + batch), algorithm))),
      );
      return new Map(hashes.flatMap((some) => [...some]));
    },
    async close() {
      isClosed = true;
      await pool?.destroy();
      pool = null;
    },
  };
}

type Hashes = Map<string, FileHash | null>;

interface OpenFile {
  readonly key: string;
  readonly reader: RandomReader;
}

async function open(storage: Storage, key: string): Promise<RandomReader | null> {
  return storage.open(key).catch((error) => {
    if (error instanceof StorageError) return null;
    throw error;
  });
}

/** Hashes of open files, which are read one after the other; null for one that ends early, or cannot be read on a disk. */
async function hashHere(
  files: readonly OpenFile[],
  algorithm: DigestAlgorithm,
): Promise<(FileHash | null)[]> {
  const hashes: (FileHash | null)[] = [];
  for (const { reader } of files) {
    hashes.push(
      reader.localPath === null
        ? await hashReader(reader, algorithm)
        : hashFile(reader.localPath, algorithm, reader.size),
    );
  }
  return hashes;
}

async function hashReader(reader: RandomReader, algorithm: DigestAlgorithm): Promise<FileHash | null> {
  const hash = createHash(algorithm);
  let bytes = 0;
  while (bytes < reader.size) {
    const piece = await reader.read(bytes, pieceBytes);
    if (piece.length === 0) return null;
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, digest: `${algorithm}:${hash.digest('hex')}` };
}
