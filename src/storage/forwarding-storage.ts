import type { Digest } from './digest-algorithm.js';
import type {
  Copied,
  DirectoryEntry,
  FileWriter,
  ObjectInfo,
  RandomReader,
  SizedEntry,
  StagedDirectory,
  Storage,
  Written,
} from './storage.js';

/** A storage that forwards every call to `inner`. Subclasses override what they change. */
export class ForwardingStorage implements Storage {
  readonly url: string;
  readonly flat: boolean;
  readonly inner: Storage;

  constructor(inner: Storage) {
    this.inner = inner;
    this.url = inner.url;
    this.flat = inner.flat;
  }

  location(key: string): string {
    return this.inner.location(key);
  }

  stat(key: string): Promise<ObjectInfo | null> {
    return this.inner.stat(key);
  }

  async storedDigests(key: string): Promise<readonly Digest[]> {
    return (await this.inner.storedDigests?.(key)) ?? [];
  }

  kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    return this.inner.kind(key);
  }

  readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    return this.inner.readDirectory(key, start);
  }

  list(prefix: string, isEverything?: boolean): AsyncIterable<ObjectInfo> {
    return this.inner.list(prefix, isEverything);
  }

  get(key: string, limit?: number): Promise<Uint8Array> {
    return this.inner.get(key, limit);
  }

  open(key: string): Promise<RandomReader> {
    return this.inner.open(key);
  }

  put(key: string, bytes: Uint8Array): Promise<Written> {
    return this.inner.put(key, bytes);
  }

  createExclusive(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.inner.createExclusive(key, bytes);
  }

  createFile(key: string, size?: number | null): Promise<FileWriter> {
    return this.inner.createFile(key, size);
  }

  stageDirectory(key: string, before?: readonly string[]): Promise<StagedDirectory> {
    return this.inner.stageDirectory(key, before);
  }

  copyFrom(source: Storage, sourceKey: string, key: string): Promise<Copied> {
    return this.inner.copyFrom(source, sourceKey, key);
  }

  delete(key: string): Promise<void> {
    return this.inner.delete(key);
  }

  deleteDirectory(key: string): Promise<void> {
    return this.inner.deleteDirectory(key);
  }

  async freeBytes(): Promise<number | null> {
    return (await this.inner.freeBytes?.()) ?? null;
  }

  removeLeftovers(key: string, age?: number, name?: string, keys?: readonly string[]): Promise<number> {
    return this.inner.removeLeftovers(key, age, name, keys);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}

/** Returns the storage below all forwarding ones, which copies faster from one of its own kind. */
export function bareStorage(storage: Storage): Storage {
  return storage instanceof ForwardingStorage ? bareStorage(storage.inner) : storage;
}

/** Returns a writer that forwards to `writer` but commits differently. */
export function withCommit(writer: FileWriter, commit: () => Promise<Written>): FileWriter {
  const { localPath, sums } = writer;
  return {
    ...(localPath === undefined ? {} : { localPath }),
    ...(sums === undefined ? {} : { sums }),
    write: (offset, bytes, remainder) => writer.write(offset, bytes, remainder),
    commit,
    abort: () => writer.abort(),
  };
}

/** Returns a staged directory that commits differently, with `before` done before one is withdrawn. */
export function withStagedCommit(
  staged: StagedDirectory,
  commit: StagedDirectory['commit'],
  before: () => Promise<unknown> = async () => undefined,
): StagedDirectory {
  const { takesRemainders } = staged;
  return {
    ...(takesRemainders === undefined ? {} : { takesRemainders }),
    put: (relativeKey, bytes) => staged.put(relativeKey, bytes),
    createFile: (relativeKey, size) => staged.createFile(relativeKey, size),
    async withdraw() {
      await before();
      await staged.withdraw?.();
    },
    commit,
    abort: () => staged.abort(),
  };
}
