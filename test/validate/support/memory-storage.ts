import { StorageError } from '../../../src/base/errors.js';
import { compareCodePoints } from '../../../src/storage/keys.js';
import type { ObjectInfo, Storage } from '../../../src/storage/storage.js';

/** Files by path; a path that ends in `/` is an empty directory. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Stands for a symbolic link that leaves the tree. */
export const linkOut: Uint8Array = new TextEncoder().encode('a link');

/** Stands for a file or directory that the file system refuses. */
export const refused: Uint8Array = new TextEncoder().encode('refused');

/** A read-only tree in memory. */
export function memoryStorage(files: Files): Storage {
  const keys = [...files.keys()].filter((key) => !key.endsWith('/')).sort(compareCodePoints);
  const readOnly = () => Promise.reject(new StorageError('denied', 'this storage is read only'));
  const info = (key: string): ObjectInfo => ({
    key,
    size: files.get(key)?.length ?? 0,
    modified: 0,
    ...(files.get(key) === linkOut ? { leaves: true as const } : {}),
    ...(files.get(key) === refused ? { notAFile: 'unreadable' as const } : {}),
  });
  const bytesOf = (key: string): Uint8Array => {
    const bytes = files.get(key);
    if (bytes === undefined) throw new StorageError('missing', 'no such file', { path: key });
    if (bytes === linkOut) throw new StorageError('link', 'a link leads out', { path: key });
    return bytes;
  };
  const below = (key: string) => (key === '' ? '' : `${key.replace(/\/+$/, '')}/`);
  /** The entries of each directory. */
  const directories = new Map<string, Map<string, 'file' | 'directory'>>([['', new Map()]]);
  for (const path of files.keys()) {
    let kind: 'file' | 'directory' = 'file';
    for (let end = path.length; end > 0; kind = 'directory') {
      const start = path.lastIndexOf('/', end - 1) + 1;
      const parent = path.slice(0, Math.max(start - 1, 0));
      const names = directories.get(parent) ?? new Map();
      directories.set(parent, names);
      const name = path.slice(start, end);
      // Directories above a known one are known too.
      if (kind === 'directory' && names.has(name)) break;
      if (name !== '') names.set(name, kind);
      end = start - 1;
    }
  }
  const readDirectory = async (key: string) =>
    [...(directories.get(key.replace(/\/+$/, '')) ?? [])]
      .map(([name, kind]) => ({ name, kind }))
      .sort((a, b) => compareCodePoints(a.name, b.name));
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
