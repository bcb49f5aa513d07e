import { StorageError } from '../errors/index.js';
import type { RandomReader, Storage } from '../storage/index.js';

/** Why a file of a tree is not served. */
export type NotServed = 'missing' | 'outside' | 'unreadable';

/**
 * Opens a file of a tree for reading; says why not where there is none, it cannot be read, or a link leads out of the
 * tree and the storage follows none. The caller closes what it gets.
 */
export async function openTreeFile(storage: Storage, key: string): Promise<RandomReader | NotServed> {
  try {
    return (await storage.stat(key)) === null ? 'missing' : await storage.open(key);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    if (error.reason === 'missing' || error.reason === 'unsafe-name') return 'missing';
    return error.reason === 'link' ? 'outside' : 'unreadable';
  }
}
