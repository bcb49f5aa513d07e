import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Storage } from '../storage/index.js';

/** Where a key of a storage is, whatever links and spellings lead there; what is not there yet, by its directory. */
export async function placeOf(storage: Storage, key = ''): Promise<string> {
  if (storage.flat) return storage.location(key);
  const root = await realpath(storage.url).catch(() => resolve(storage.url));
  if (key === '') return root;
  return realpath(join(root, key)).catch(() => join(root, key));
}
