import { StorageError } from '../errors/index.js';
import type { Storage } from './storage.js';

/** A storage in which nothing lies and nothing can be put; `url` names it in messages. */
export function createEmptyStorage(url: string): Storage {
  const location = (key: string) => (key === '' ? url : `${url}/${key}`);
  const refuse = async (key: string): Promise<never> => {
    throw new StorageError('failed', 'nothing is written here', { path: location(key) });
  };
  const missing = async (key: string): Promise<never> => {
    throw new StorageError('missing', 'no such file', { path: location(key) });
  };
  return {
    url,
    flat: false,
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
    delete: async () => {},
    deleteDirectory: async () => {},
    removeLeftovers: async () => 0,
    close: async () => {},
  };
}
