import { compareCodePoints } from '../../../src/storage/keys.js';
import type { DirectoryEntry, ObjectInfo, Storage } from '../../../src/storage/storage.js';

/** Listings of a storage in memory, of files as long as their keys; everything that is not a listing fails. `calls` says what was asked. */
export function flatStorage(keys: readonly string[], flat = true): { storage: Storage; calls: string[] } {
  const calls: string[] = [];
  const sorted = [...keys].sort(compareCodePoints);
  const below = (directory: string) =>
    sorted.filter((key) => directory === '' || key.startsWith(`${directory}/`));
  const refuse = async (): Promise<never> => {
    throw new Error('only listings');
  };
  const storage: Storage = {
    url: 's3://bucket',
    flat,
    location: (key) => `s3://bucket/${key}`,
    async kind(key) {
      calls.push(`kind ${key}`);
      if (keys.includes(key)) return 'file';
      return below(key).length > 0 ? 'directory' : null;
    },
    async readDirectory(key) {
      calls.push(`readDirectory ${key}`);
      const entries = new Map<string, DirectoryEntry>();
      for (const each of below(key)) {
        const [name = '', ...rest] = each.slice(key === '' ? 0 : key.length + 1).split('/');
        entries.set(name, { name, kind: rest.length > 0 ? 'directory' : 'file' });
      }
      return [...entries.values()];
    },
    async *list(prefix): AsyncGenerator<ObjectInfo> {
      calls.push(`list ${prefix}`);
      for (const key of below(prefix)) yield { key, size: key.length, modified: 0 };
    },
    stat: refuse,
    get: refuse,
    open: refuse,
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
  return { storage, calls };
}
