import type { Storage } from '../../storage/index.js';

/** A key as regexes and multi-glob names see it: bucket and prefix included, without a scheme. */
export function fullPath(storage: Storage, key: string): string {
  return storage.location(key).replace(/^\w+:\/\//, '');
}
