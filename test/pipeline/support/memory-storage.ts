import { StorageError } from '../../../src/base/errors.js';
import type {
  DirectoryEntry,
  FileWriter,
  ObjectInfo,
  RandomReader,
  Storage,
} from '../../../src/storage/storage.js';

/** Files in memory, for tests of what reads and writes through a storage. */
export class MemoryStorage implements Storage {
  readonly files = new Map<string, Uint8Array>();
  readonly flat = false;
  readonly url: string;

  constructor(url: string, files: Readonly<Record<string, Uint8Array | string>> = {}) {
    this.url = url;
    for (const [key, content] of Object.entries(files)) {
      this.files.set(key, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    }
  }

  location(key: string): string {
    return `${this.url}/${key}`;
  }

  async stat(key: string): Promise<ObjectInfo | null> {
    const bytes = this.files.get(key);
    return bytes === undefined ? null : { key, size: bytes.length, modified: 0 };
  }

  async kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    if (this.files.has(key)) return 'file';
    return (await this.readDirectory(key)).length > 0 ? 'directory' : null;
  }

  async readDirectory(key: string): Promise<DirectoryEntry[]> {
    const start = key === '' ? '' : `${key}/`;
    const entries = new Map<string, DirectoryEntry>();
    for (const path of [...this.files.keys()].sort()) {
      if (!path.startsWith(start)) continue;
      const [name = '', ...below] = path.slice(start.length).split('/');
      entries.set(name, { name, kind: below.length > 0 ? 'directory' : 'file' });
    }
    return [...entries.values()];
  }

  async *list(prefix: string): AsyncIterable<ObjectInfo> {
    for (const [key, { length }] of [...this.files].sort()) {
      if (key.startsWith(`${prefix}/`)) yield { key, size: length, modified: 0 };
    }
  }

  async get(key: string): Promise<Uint8Array> {
    const bytes = this.files.get(key);
    if (bytes === undefined) throw new StorageError('missing', 'no such file', { path: this.location(key) });
    return bytes;
  }

  async open(key: string): Promise<RandomReader> {
    const bytes = await this.get(key);
    return {
      size: bytes.length,
      localPath: null,
      read: async (offset, length) => bytes.slice(offset, offset + length),
      close: async () => undefined,
    };
  }

  async put(key: string, bytes: Uint8Array) {
    this.files.set(key, bytes);
    return {};
  }

  async createExclusive(key: string, bytes: Uint8Array): Promise<boolean> {
    if (this.files.has(key)) return false;
    this.files.set(key, bytes);
    return true;
  }

  async createFile(key: string): Promise<FileWriter> {
    let content = new Uint8Array();
    return {
      write: async (offset, bytes) => {
        const grown = new Uint8Array(Math.max(content.length, offset + bytes.length));
        grown.set(content);
        grown.set(bytes, offset);
        content = grown;
      },
      commit: async () => {
        this.files.set(key, content);
        return {};
      },
      abort: async () => undefined,
    };
  }

  async copyFrom(source: Storage, sourceKey: string, key: string) {
    const bytes = await source.get(sourceKey);
    this.files.set(key, bytes);
    return { bytes: bytes.length };
  }

  async delete(key: string): Promise<void> {
    this.files.delete(key);
  }

  async deleteDirectory(key: string): Promise<void> {
    for (const path of [...this.files.keys()]) if (path.startsWith(`${key}/`)) this.files.delete(path);
  }

  async removeLeftovers(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {}

  stageDirectory(): never {
    throw new Error('no staged directories in memory');
  }
}

/** Returns a storage whose files are found to be other than what was read of them, once that is asked. */
export function withOtherBytes<Opened extends Storage>(storage: Opened): Opened {
  const open = storage.open.bind(storage);
  storage.open = async (key) => ({
    ...(await open(key)),
    async verify() {
      throw new StorageError('failed', 'other bytes', { path: storage.location(key) });
    },
  });
  return storage;
}
