import { StorageError } from '../errors/index.js';
import type { Storage } from './storage.js';

/** A storage in which nothing is, and that takes nothing; it stands for an output that is not known yet. */
export function emptyStorage(url: string): Storage {
  const location = (key: string) => (key === '' ? url : `${url}/${key}`);
  const missing = async (key: string): Promise<never> => {
    throw new StorageError('missing', 'no such file', { path: location(key) });
  };
  const refuse = async (key: string): Promise<never> => {
    throw new StorageError('failed', 'not a place to write to', { path: location(key) });
  };
  return {
    url,
    flat: true,
    location,
    stat: async () => null,
    kind: async () => null,
    readDirectory: async () => [],
    async *list() {},
    get: missing,
    open: missing,
    put: refuse,
    createExclusive: refuse,
    createFile: refuse,
    stageDirectory: refuse,
    copyFrom: (_source, _sourceKey, key) => refuse(key),
    delete: refuse,
    deleteDirectory: refuse,
    removeLeftovers: async () => 0,
    close: async () => undefined,
  };
}
