import { StorageError } from '../base/errors.js';
import type { RandomReader, Storage } from './storage.js';

/** Bytes that are kept of all files. */
const cacheBytes = 8 * 1024 * 1024;
/** Files up to this size are read whole, once more than their head is asked for. */
const wholeFile = 4 * 1024 * 1024;
/** What is read first: headers are seldom longer, and object stores give so much for the price of one byte. */
const headBytes = 64 * 1024;

/** How many files were opened, each counted once, and how many bytes of them were read. */
export interface ReadTally {
  files: number;
  bytes: number;
}

/**
 * The same storage for many who read the same files: each is opened once and read once, as far as what is kept of it reaches.
 * The files must not change meanwhile. `tally` is counted up.
 */
export function readOnce(storage: Storage, tally: ReadTally = { files: 0, bytes: 0 }): Storage {
  const cache = new ByteCache(cacheBytes);
  const opened = new Set<string>();
  const files = new OpenFiles(storage, (key) => {
    opened.add(key);
    tally.files = opened.size;
  });
  const reading = new Map<string, Promise<FileStart>>();

  /** At least `length` bytes from the beginning of a file, or all of it. */
  async function startOf(key: string, length: number, file: SharedFile): Promise<FileStart> {
    const { size } = file.reader;
    const wanted = Math.min(size, length <= headBytes ? headBytes : wholeFile);
    for (;;) {
      const known = cache.get(key);
      if (known !== undefined && known.bytes.length >= Math.min(wanted, length)) return known;
      const running = reading.get(key);
      if (running === undefined) break;
      await running.catch(() => undefined);
    }
    const started = file.reader.read(0, wanted).then((bytes) => ({ size, bytes }));
    reading.set(key, started);
    try {
      const start = await started;
      tally.bytes += start.bytes.length;
      cache.set(key, start);
      return start;
    } finally {
      reading.delete(key);
    }
  }

  async function open(key: string): Promise<RandomReader> {
    let file: Promise<SharedFile> | null = null;
    let isKept = false;
    // Reads at the same time share what the first of them opens, so that it is released.
    const shareFile = (): Promise<SharedFile> => {
      file ??= files.open(key).catch((error) => {
        file = null;
        throw error;
      });
      return file;
    };
    const size = cache.get(key)?.size ?? (await shareFile()).reader.size;
    return {
      size,
      localPath: null,
      async read(offset, length) {
        const end = Math.min(size, offset + length);
        const kept = cache.get(key);
        if (kept !== undefined && end <= kept.bytes.length)
          return kept.bytes.slice(offset, Math.max(offset, end));
        const shared = await shareFile();
        // Of a large file more may be asked for later.
        isKept = size > wholeFile;
        const isSmall = size <= wholeFile || end <= headBytes;
        if (isSmall) return (await startOf(key, end, shared)).bytes.slice(offset, Math.max(offset, end));
        tally.bytes += end - offset;
        return shared.reader.read(offset, length);
      },
      async close() {
        const shared = await file?.catch(() => null);
        file = null;
        await shared?.release(isKept);
      },
    };
  }

  async function get(key: string, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const reader = await open(key);
    try {
      if (reader.size > limit) {
        throw new StorageError('too-large', 'exceeds the size limit', {
          path: storage.location(key),
          expected: `at most ${limit} bytes`,
          found: `${reader.size} bytes`,
        });
      }
      return await reader.read(0, reader.size);
    } finally {
      await reader.close();
    }
  }

  return {
    url: storage.url,
    flat: storage.flat,
    location: (key) => storage.location(key),
    stat: (key) => storage.stat(key),
    kind: (key) => storage.kind(key),
    readDirectory: (key, start) => storage.readDirectory(key, start),
    list: (prefix) => storage.list(prefix),
    get,
    open,
    put: (key, bytes) => storage.put(key, bytes),
    createExclusive: (key, bytes) => storage.createExclusive(key, bytes),
    createFile: (key, size) => storage.createFile(key, size),
    stageDirectory: (key) => storage.stageDirectory(key),
    copyFrom: (source, sourceKey, key) => storage.copyFrom(source, sourceKey, key),
    delete: (key) => storage.delete(key),
    deleteDirectory: (key) => storage.deleteDirectory(key),
    removeLeftovers: (key, age) => storage.removeLeftovers(key, age),
    async close() {
      await files.closeAll();
      await storage.close();
    },
  };
}

/** The beginning of a file, or all of it. */
interface FileStart {
  /** Bytes of the file. */
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** Beginnings of files, those used last up to a number of bytes. */
class ByteCache {
  readonly #limit: number;
  readonly #entries = new Map<string, FileStart>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): FileStart | undefined {
    const start = this.#entries.get(key);
    if (start === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, start);
    return start;
  }

  set(key: string, start: FileStart): void {
    this.#bytes += start.bytes.length - (this.#entries.get(key)?.bytes.length ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, start);
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}

/** Files that stay open while nobody reads them: a table of many runs is read by each of them. */
const keptOpen = 64;

/** A file that several may read at a time. */
interface SharedFile {
  readonly reader: RandomReader;
  /** Says that one who opened it is done; it stays open for the next where `isKept`. */
  release(isKept: boolean): Promise<void>;
}

interface Entry {
  readonly opening: Promise<RandomReader>;
  /** Who has it open, or waits for it to be. */
  users: number;
}

/** Opens each file once for all who read it at a time, and keeps some open for who comes next. */
export class OpenFiles {
  readonly #storage: Storage;
  readonly #opened = new Map<string, Entry>();

  readonly #onOpen: (key: string) => void;

  constructor(storage: Storage, onOpen: (key: string) => void) {
    this.#storage = storage;
    this.#onOpen = onOpen;
  }

  async open(key: string): Promise<SharedFile> {
    const entry = this.#opened.get(key) ?? { opening: this.#openFirst(key), users: 0 };
    // Counted before anything is waited for: a release meanwhile must not close it.
    entry.users += 1;
    this.#opened.delete(key);
    this.#opened.set(key, entry);
    try {
      const reader = await entry.opening;
      return { reader, release: (isKept) => this.#release(key, entry, isKept) };
    } catch (error) {
      if (this.#opened.get(key) === entry) this.#opened.delete(key);
      throw error;
    }
  }

  async #openFirst(key: string): Promise<RandomReader> {
    const reader = await this.#storage.open(key);
    this.#onOpen(key);
    return reader;
  }

  async closeAll(): Promise<void> {
    for (const [key, entry] of [...this.#opened]) await this.#drop(key, entry);
  }

  async #release(key: string, entry: Entry, isKept: boolean): Promise<void> {
    entry.users -= 1;
    if (entry.users === 0 && !isKept) await this.#drop(key, entry);
    for (const [oldest, idle] of [...this.#opened]) {
      if (this.#opened.size <= keptOpen) break;
      if (idle.users === 0) await this.#drop(oldest, idle);
    }
  }

  /** Closes a file, once, and nothing else that was opened under its key since. */
  async #drop(key: string, entry: Entry): Promise<void> {
    if (this.#opened.get(key) !== entry) return;
    this.#opened.delete(key);
    const reader = await entry.opening.catch(() => null);
    await reader?.close();
  }
}
