import { StorageError } from '../../src/base/errors.js';
import type { RandomReader, Storage } from '../../src/storage/storage.js';
import type { InputFiles } from './target.js';

/** The files of an input, below `directory` or as the file of that name, as a storage to read from. */
export function mapStorage(input: InputFiles, name: string): Storage {
  const files = new Map([...input].map(([path, bytes]) => [path === '' ? name : `${name}/${path}`, bytes]));
  const find = (key: string): Uint8Array => {
    const bytes = files.get(key);
    if (bytes === undefined) throw new StorageError('missing', 'no such file', { path: key });
    return bytes;
  };
  const reader = (bytes: Uint8Array): RandomReader => ({
    size: bytes.length,
    localPath: null,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    close: async () => undefined,
  });
  const storage = {
    url: 'memory:',
    location: (key: string) => `memory:${key}`,
    stat: async (key: string) => {
      const bytes = files.get(key);
      return bytes === undefined ? null : { key, size: bytes.length, modified: 0 };
    },
    kind: async (key: string) => {
      if (files.has(key)) return 'file';
      return [...files.keys()].some((other) => other.startsWith(`${key}/`)) ? 'directory' : null;
    },
    async get(key: string, limit = Number.POSITIVE_INFINITY) {
      const bytes = find(key);
      if (bytes.length <= limit) return new Uint8Array(bytes);
      throw new StorageError('too-large', 'the file exceeds the size limit', { path: key });
    },
    open: async (key: string) => reader(find(key)),
    close: async () => undefined,
  };
  return storage as unknown as Storage;
}
