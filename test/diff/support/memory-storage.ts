import { StorageError } from '../../../src/base/errors.js';
import type { DirectoryEntry, ObjectInfo, RandomReader, Storage } from '../../../src/storage/storage.js';

/** Files in memory, by key. */
export type Files = Map<string, Uint8Array>;

/** A read-only storage of files in memory; `name` appears in messages. */
export function createMemoryStorage(files: Files, name: string): Storage {
  const missing = (key: string) => new StorageError('missing', 'no such file', { path: `${name}/${key}` });
  const contentOf = (key: string): Uint8Array => {
    const bytes = files.get(key);
    if (bytes === undefined) throw missing(key);
    return bytes;
  };
  const infoOf = (key: string): ObjectInfo => ({ key, size: contentOf(key).length, modified: 0 });
  const below = (directory: string) =>
    [...files.keys()].filter((key) => directory === '' || key.startsWith(`${directory}/`)).sort();
  const refuse = (): never => {
    throw new Error('the storage can only be read');
  };
  return {
    url: name,
    flat: true,
    location: (key) => (key === '' ? name : `${name}/${key}`),
    stat: async (key) => (files.has(key) ? infoOf(key) : null),
    kind: async (key) => (files.has(key) ? 'file' : below(key).length > 0 ? 'directory' : null),
    async readDirectory(directory) {
      const entries = new Map<string, DirectoryEntry['kind']>();
      for (const key of below(directory)) {
        const rest = directory === '' ? key : key.slice(directory.length + 1);
        const [first = '', ...others] = rest.split('/');
        entries.set(first, others.length > 0 ? 'directory' : 'file');
      }
      return [...entries].map(([entry, kind]) => ({ name: entry, kind }));
    },
    async *list(directory) {
      for (const key of below(directory)) yield infoOf(key);
    },
    get: async (key) => contentOf(key),
    open: async (key): Promise<RandomReader> => {
      const bytes = contentOf(key);
      return {
        size: bytes.length,
        localPath: null,
        read: async (offset, length) => bytes.subarray(offset, offset + length),
        close: async () => {},
      };
    },
    put: refuse,
    createExclusive: refuse,
    createFile: refuse,
    stageDirectory: refuse,
    copyFrom: refuse,
    delete: refuse,
    deleteDirectory: refuse,
    removeLeftovers: refuse,
    close: async () => {},
  };
}
