import { openStorage, type Storage, type StorageOptions } from '../storage/index.js';
import { splitLocation } from './split-location.js';

/** One file or directory in its storage. */
export interface OpenLocation {
  readonly storage: Storage;
  readonly key: string;
}

/** The directory or prefix that a file lies in, and the file's name in it. Fails with a StorageError where that is none. */
export async function openLocation(location: string, options: StorageOptions): Promise<OpenLocation> {
  const { parent, name } = splitLocation(location);
  return { storage: await openStorage(parent, { check: 'source', ...options }), key: name };
}
