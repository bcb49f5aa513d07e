import { basename, dirname, resolve } from 'node:path';
import { openStorage, type Storage, type StorageOptions } from '../storage/index.js';

/** One file or directory in its storage. */
export interface OpenLocation {
  readonly storage: Storage;
  readonly key: string;
}

/** The directory or prefix that a file lies in, and the file's name in it. Fails with a StorageError where that is none. */
export async function openLocation(location: string, options: StorageOptions): Promise<OpenLocation> {
  // Only a path like `..` has no name of its own.
  const isNamed = location.includes('://') || !/^\.*$/.test(basename(location));
  const whole = isNamed ? location : resolve(location);
  return {
    storage: await openStorage(dirname(whole), { check: 'source', ...options }),
    key: basename(whole),
  };
}
