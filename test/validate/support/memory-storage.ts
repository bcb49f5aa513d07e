import { StorageError } from '../../../src/errors/index.js';
import { compareCodePoints, type ObjectInfo, type Storage } from '../../../src/storage/index.js';

/** Files by path; a path that ends in `/` is an empty directory. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Stands for a symbolic link that leads out of the tree. */
export const linkOut: Uint8Array = new TextEncoder().encode('a link');

/** A tree in memory, to be read only. */
export function memoryStorage(files: Files): Storage {
  const keys = [...files.keys()].filter((key) => !key.endsWith('/')).sort(compareCodePoints);
  const readOnly = () => Promise.reject(new StorageError('denied', 'this storage is read only'));
  const info = (key: string): ObjectInfo => ({
    key,
    size: files.get(key)?.length ?? 0,
    modified: 0,
    ...(files.get(key) === linkOut ? { leaves: true as const } : {}),
  });
  const bytesOf = (key: string): Uint8Array => {
    const bytes = files.get(key);
    if (bytes === undefined) throw new StorageError('missing', 'no such file', { path: key });
    if (bytes === linkOut) throw new StorageError('link', 'a link leads out', { path: key });
    return bytes;
  };
  const below = (key: string) => (key === '' ? '' : `${key.replace(/\/+$/, '')}/`);
  const readDirectory = async (key: string) => {
    const start = below(key);
    const kinds = new Map<string, 'file' | 'directory'>();
    for (const path of files.keys()) {
      if (!path.startsWith(start) || path === start) continue;
      const [name = '', ...rest] = path.slice(start.length).split('/');
      kinds.set(name, rest.length === 0 ? 'file' : 'directory');
    }
    return [...kinds]
      .map(([name, kind]) => ({ name, kind }))
      .sort((a, b) => compareCodePoints(a.name, b.name));
  };
  return {
    url: '/memory',
    flat: false,
    location: (key) => `/memory/${key}`,
    stat: async (key) => (files.has(key) ? info(key) : null),
    async kind(key) {
      if (files.has(key)) return 'file';
      return keys.some((path) => path.startsWith(below(key))) ? 'directory' : null;
    },
    readDirectory,
    async *list(prefix) {
      for (const key of keys) if (key.startsWith(below(prefix))) yield info(key);
    },
    async get(key, limit = Number.POSITIVE_INFINITY) {
      const bytes = bytesOf(key);
      if (bytes.length > limit) throw new StorageError('too-large', 'exceeds the size limit', { path: key });
      return bytes;
    },
    async open(key) {
      const bytes = bytesOf(key);
      return {
        size: bytes.length,
        localPath: null,
        read: async (offset, length) => bytes.slice(offset, offset + length),
        close: async () => {},
      };
    },
    put: readOnly,
    createExclusive: readOnly,
    createFile: readOnly,
    stageDirectory: readOnly,
    copyFrom: readOnly,
    delete: readOnly,
    deleteDirectory: readOnly,
    removeLeftovers: readOnly,
    close: async () => {},
  };
}
