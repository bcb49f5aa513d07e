import { ForwardingStorage } from './forwarding-storage.js';
import { type RandomReader, readWhole, type Storage } from './storage.js';

const cacheBytes = 8 * 1024 * 1024;
/** Files up to this size are read whole as soon as more than their head is needed. */
const wholeFile = 4 * 1024 * 1024;
/** Size of the first read. Headers are seldom longer, and in object stores it costs as much as one byte. */
const headBytes = 64 * 1024;

/** The number of opened files, each counted once, and of bytes read from them. */
export interface ReadTally {
  files: number;
  bytes: number;
}

/**
 * A view of a storage for many readers of the same files: each file is opened once, and read once as far as the
 * cache reaches. The files must not change meanwhile. `tally` counts what was read.
 */
export class ReadOnceStorage extends ForwardingStorage {
  readonly #cache = new ByteCache(cacheBytes);
  readonly #files: OpenFiles;
  readonly #reading = new Map<string, Promise<FileStart>>();

  constructor(
    inner: Storage,
    private readonly tally: ReadTally = { files: 0, bytes: 0 },
  ) {
    super(inner);
    const opened = new Set<string>();
    this.#files = new OpenFiles(async (key) => {
      const reader = await inner.open(key);
      tally.files = opened.add(key).size;
      return reader;
    });
  }

  override async get(key: string, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return readWhole(await this.open(key), limit, this.location(key));
  }

  override async open(key: string): Promise<RandomReader> {
    let file: Promise<SharedFile> | null = null;
    let isKept = false;
    // Concurrent reads share the file that the first of them opens, so that `close` releases it once.
    const shareFile = (): Promise<SharedFile> => {
      file ??= this.#files.open(key).catch((error) => {
        file = null;
        throw error;
      });
      return file;
    };
    const size = this.#cache.get(key)?.size ?? (await shareFile()).reader.size;
    return {
      size,
      localPath: null,
      read: async (offset, length) => {
        const end = Math.min(size, offset + length);
        const kept = this.#cache.get(key);
        if (kept !== undefined && end <= kept.bytes.length)
          return kept.bytes.slice(offset, Math.max(offset, end));
        const shared = await shareFile();
        // A large file is not cached whole, so later readers need it open.
        isKept = size > wholeFile;
        const isSmall = size <= wholeFile || end <= headBytes;
        if (isSmall)
          return (await this.#startOf(key, end, shared)).bytes.slice(offset, Math.max(offset, end));
        this.tally.bytes += end - offset;
        return shared.reader.read(offset, length);
      },
      async close() {
        const shared = await file?.catch(() => null);
        file = null;
        await shared?.release(isKept);
      },
    };
  }

  override async close(): Promise<void> {
    await this.#files.closeAll();
    await super.close();
  }

  /** Returns at least the first `length` bytes of a file, or all of it. */
  async #startOf(key: string, length: number, file: SharedFile): Promise<FileStart> {
    const { size } = file.reader;
    const wanted = Math.min(size, length <= headBytes ? headBytes : wholeFile);
    for (;;) {
      const known = this.#cache.get(key);
      if (known !== undefined && known.bytes.length >= Math.min(wanted, length)) return known;
      const running = this.#reading.get(key);
      if (running === undefined) break;
      await running.catch(() => undefined);
    }
    const started = file.reader.read(0, wanted).then((bytes) => ({ size, bytes }));
    this.#reading.set(key, started);
    try {
      const start = await started;
      this.tally.bytes += start.bytes.length;
      this.#cache.set(key, start);
      return start;
    } finally {
      this.#reading.delete(key);
    }
  }
}

/** The beginning of a file, or all of it. */
export interface FileStart {
  /** Bytes of the file. */
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** An LRU cache of the beginnings of files, limited by their bytes. */
export class ByteCache {
  readonly #entries = new Map<string, FileStart>();
  #bytes = 0;

  constructor(private readonly limit: number) {}

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
      if (this.#bytes <= this.limit || oldest === key) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}

/** Number of files that stay open without a reader: every run reads a table of many runs again. */
const keptOpen = 64;

/** An open file that several readers share. */
interface SharedFile {
  readonly reader: RandomReader;
  /** Ends the use by one reader. If `isKept`, the file stays open for the next one. */
  release(isKept: boolean): Promise<void>;
}

interface Entry {
  readonly opening: Promise<RandomReader>;
  /** Number of readers that have it open or wait for it. */
  users: number;
}

/** Opens each file once for concurrent readers, and keeps some open for later ones. */
export class OpenFiles {
  readonly #opened = new Map<string, Entry>();

  constructor(private readonly openFile: (key: string) => Promise<RandomReader>) {}

  async open(key: string): Promise<SharedFile> {
    const entry = this.#opened.get(key) ?? { opening: this.openFile(key), users: 0 };
    // Counted before the first `await`: a concurrent release must not close the file.
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

  /** Closes a file once; a file that was opened under its key since is not touched. */
  async #drop(key: string, entry: Entry): Promise<void> {
    if (this.#opened.get(key) !== entry) return;
    this.#opened.delete(key);
    const reader = await entry.opening.catch(() => null);
    await reader?.close();
  }
}
