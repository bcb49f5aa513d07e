import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Storage } from '../storage/index.js';

/** Where a key of a storage is, whatever links and spellings lead there. */
export async function placeOf(storage: Storage, key = ''): Promise<string> {
  if (storage.flat) return storage.location(key);
  return realPlace(resolve(storage.url, key));
}

/** The real path of what need not be there yet: that of what is there above it, with the rest. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await realPlace(above), basename(path));
  }
}
