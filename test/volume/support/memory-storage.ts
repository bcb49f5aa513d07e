import { StorageError } from '../../../src/base/errors.js';
import type { FileWriter, RandomReader, StagedDirectory, Storage } from '../../../src/storage/storage.js';

/** Files in memory behind the part of the storage interface that volumes use; `files` shows what is committed. */
export interface MemoryStorage {
  readonly storage: Storage;
  readonly files: Map<string, Uint8Array>;
  /** Writers and directories that were neither committed nor aborted. */
  readonly pending: Set<string>;
  /** Writing a file whose key ends so fails; null for none. */
  failOn: string | null;
}

export function memoryStorage(initial: Record<string, Uint8Array> = {}): MemoryStorage {
  const files = new Map(Object.entries(initial));
  const pending = new Set<string>();
  const refuse = (key: string): void => {
    if (memory.failOn !== null && key.endsWith(memory.failOn))
      throw new Error(`cannot write ${memory.failOn}`);
  };
  const createFile = (key: string, into: Map<string, Uint8Array>): FileWriter => {
    let bytes = new Uint8Array(0);
    let length = 0;
    pending.add(key);
    return {
      async write(offset, part) {
        refuse(key);
        length = Math.max(length, offset + part.length);
        if (length > bytes.length) {
          const larger = new Uint8Array(2 * length);
          larger.set(bytes);
          bytes = larger;
        }
        bytes.set(part, offset);
      },
      async commit() {
        into.set(key, bytes.slice(0, length));
        pending.delete(key);
        return {};
      },
      async abort() {
        pending.delete(key);
      },
    };
  };
  const reader = (bytes: Uint8Array): RandomReader => ({
    size: bytes.length,
    localPath: null,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    close: async () => undefined,
  });
  const find = (key: string): Uint8Array => {
    const bytes = files.get(key);
    if (bytes === undefined) throw new StorageError('missing', 'no such file', { path: key });
    return bytes;
  };
  const stageDirectory = async (key: string): Promise<StagedDirectory> => {
    const staged = new Map<string, Uint8Array>();
    pending.add(key);
    return {
      async put(relativeKey, bytes) {
        refuse(relativeKey);
        staged.set(`${key}/${relativeKey}`, bytes.slice());
      },
      createFile: async (relativeKey) => createFile(`${key}/${relativeKey}`, staged),
      async commit() {
        for (const [name, bytes] of staged) files.set(name, bytes);
        pending.delete(key);
        return new Map();
      },
      abort: async () => void pending.delete(key),
    };
  };
  const storage = {
    url: 'memory:',
    location: (key: string) => `memory:${key}`,
    stat: async (key: string) => {
      const bytes = files.get(key);
      return bytes === undefined ? null : { key, size: bytes.length, modified: 0 };
    },
    kind: async (key: string) => {
      if (files.has(key)) return 'file';
      return [...files.keys()].some((name) => name.startsWith(`${key}/`)) ? 'directory' : null;
    },
    get: async (key: string) => find(key),
    open: async (key: string) => reader(find(key)),
    createFile: async (key: string) => createFile(key, files),
    stageDirectory,
    close: async () => undefined,
  };
  const memory: MemoryStorage = { storage: storage as unknown as Storage, files, pending, failOn: null };
  return memory;
}
