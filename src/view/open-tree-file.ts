import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { StorageError } from '../errors/index.js';
import type { RandomReader, Storage } from '../storage/index.js';

/** Why a file of a tree is not served. */
export type NotServed = 'missing' | 'outside' | 'unreadable';

/**
 * Opens a file of a tree for reading; says why not where there is none, it cannot be read, or a link leads out of `root`
 * (the tree's real path; null for a bucket). The caller closes what it gets.
 */
export async function openTreeFile(
  storage: Storage,
  root: string | null,
  key: string,
): Promise<RandomReader | NotServed> {
  let reader: RandomReader;
  try {
    if ((await storage.stat(key)) === null) return 'missing';
    reader = await storage.open(key);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return error.reason === 'missing' || error.reason === 'unsafe-name' ? 'missing' : 'unreadable';
  }
  if (await isInside(reader, root)) return reader;
  await reader.close();
  return 'outside';
}

async function isInside({ localPath }: RandomReader, root: string | null): Promise<boolean> {
  if (localPath === null || root === null) return true;
  try {
    const below = relative(root, await realpath(localPath));
    return below !== '..' && !below.startsWith(`..${sep}`);
  } catch {
    // Gone since it was opened: nobody can tell where it led.
    return false;
  }
}
