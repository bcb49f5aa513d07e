import {
  type Digest,
  type DigestAlgorithm,
  type FileWriter,
  gatherSmall,
  hashBytes,
  joinKey,
  type ObjectInfo,
  type StagedDirectory,
  type Storage,
  smallFileBytes,
} from '../../../storage/index.js';

/** A file that was written; `digest` where its bytes were at hand, `bytes` where it is known. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly digest: Digest | null;
}

/** How files are hashed while they are in memory. */
export interface WriteHashing {
  readonly algorithm: DigestAlgorithm;
  /** Whether small files on a disk are, as objects always are. */
  readonly hashesFiles: boolean;
}

/** Hears what is written and removed. */
export interface WriteListener {
  wrote(file: WrittenFile): void;
  /** A file, or a directory with all below it. */
  removed(path: string): void;
}

/** A storage that reports what becomes of its files, after it is done. */
export function recordWrites(storage: Storage, listener: WriteListener, hashing: WriteHashing): Storage {
  return new RecordingStorage(storage, listener, hashing);
}

class RecordingStorage implements Storage {
  readonly flat: boolean;
  readonly url: string;
  readonly #storage: Storage;
  readonly #listener: WriteListener;
  readonly #hashing: WriteHashing;

  constructor(storage: Storage, listener: WriteListener, hashing: WriteHashing) {
    this.flat = storage.flat;
    this.url = storage.url;
    this.#storage = storage;
    this.#listener = listener;
    this.#hashing = hashing;
  }

  location(key: string): string {
    return this.#storage.location(key);
  }

  stat(key: string) {
    return this.#storage.stat(key);
  }

  kind(key: string) {
    return this.#storage.kind(key);
  }

  readDirectory(key: string, start?: string) {
    return this.#storage.readDirectory(key, start);
  }

  list(prefix: string): AsyncIterable<ObjectInfo> {
    return this.#storage.list(prefix);
  }

  get(key: string, limit?: number) {
    return this.#storage.get(key, limit);
  }

  open(key: string) {
    return this.#storage.open(key);
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#storage.put(key, bytes);
    this.#listener.wrote(this.#inMemory(key, bytes));
  }

  async createExclusive(key: string, bytes: Uint8Array): Promise<boolean> {
    const isNew = await this.#storage.createExclusive(key, bytes);
    if (isNew) this.#listener.wrote(this.#inMemory(key, bytes));
    return isNew;
  }

  async createFile(key: string, size?: number | null): Promise<FileWriter> {
    const writer = await this.#storage.createFile(key, size);
    return heard(writer, () => this.#listener.wrote({ path: key, bytes: null, digest: null }));
  }

  async stageDirectory(key: string): Promise<StagedDirectory> {
    const staged = await this.#storage.stageDirectory(key);
    const files = new Map<string, WrittenFile>();
    const put = async (relativeKey: string, bytes: Uint8Array) => {
      await staged.put(relativeKey, bytes);
      files.set(relativeKey, this.#inMemory(joinKey(key, relativeKey), bytes));
    };
    const create = async (relativeKey: string, size?: number | null) =>
      heard(await staged.createFile(relativeKey, size), () =>
        files.set(relativeKey, { path: joinKey(key, relativeKey), bytes: null, digest: null }),
      );
    return {
      put,
      createFile: async (relativeKey, size) =>
        this.flat || (size ?? 0) > smallFileBytes
          ? create(relativeKey, size)
          : gatherSmall({
              location: this.location(joinKey(key, relativeKey)),
              put: (bytes) => put(relativeKey, bytes),
              create: () => create(relativeKey, size),
            }),
      commit: async () => {
        await staged.commit();
        this.#listener.removed(key);
        for (const file of files.values()) this.#listener.wrote(file);
      },
      abort: () => staged.abort(),
    };
  }

  async copyFrom(source: Storage, sourceKey: string, key: string): Promise<number> {
    const bytes = await this.#storage.copyFrom(source, sourceKey, key);
    this.#listener.wrote({ path: key, bytes, digest: null });
    return bytes;
  }

  async delete(key: string): Promise<void> {
    await this.#storage.delete(key);
    this.#listener.removed(key);
  }

  async deleteDirectory(key: string): Promise<void> {
    await this.#storage.deleteDirectory(key);
    this.#listener.removed(key);
  }

  removeLeftovers(key: string, age?: number) {
    return this.#storage.removeLeftovers(key, age);
  }

  close() {
    return this.#storage.close();
  }

  /**
   * Large files on a disk are hashed later, in other threads; small ones now, and objects, for reading them again takes a
   * request.
   */
  #inMemory(path: string, bytes: Uint8Array): WrittenFile {
    const { algorithm, hashesFiles } = this.#hashing;
    const isHashed = this.flat || (hashesFiles && bytes.length <= smallFileBytes);
    return { path, bytes: bytes.length, digest: isHashed ? hashBytes(bytes, algorithm) : null };
  }
}

function heard(writer: FileWriter, onCommit: () => void): FileWriter {
  const { localPath } = writer;
  return {
    ...(localPath === undefined ? {} : { localPath }),
    write: (offset, bytes) => writer.write(offset, bytes),
    commit: async () => {
      await writer.commit();
      onCommit();
    },
    abort: () => writer.abort(),
  };
}
