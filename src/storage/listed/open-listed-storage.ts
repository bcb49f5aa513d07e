import { StorageError } from '../../errors/index.js';
import { openStorage, type StorageOptions } from '../open-storage.js';
import type { Storage } from '../storage.js';
import { ListedStorage } from './listed-storage.js';

export interface ListedStorageOptions extends StorageOptions {
  /** Whether all that is there will be looked at, so that an object store is best listed in one pass. */
  readonly isWhole: boolean;
  /** Told now and then how many files a pass has met. */
  onListed?(files: number): void;
}

/**
 * Opens a source that is only read: a directory, or a bucket that is listed once. Fails with a StorageError when
 * nothing is there.
 */
export async function openListedStorage(location: string, options: ListedStorageOptions): Promise<Storage> {
  const storage = await openStorage(location, options);
  if (!storage.flat) {
    await storage.close();
    return openStorage(location, { ...options, check: 'source' });
  }
  const listed = new ListedStorage(storage, options.onListed);
  try {
    if (options.isWhole) await listed.pass('');
    if ((await listed.readDirectory('')).length > 0) return listed;
    throw new StorageError('missing', 'no object with this prefix', { path: storage.location('') });
  } catch (error) {
    await storage.close();
    throw error;
  }
}
