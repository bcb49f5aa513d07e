import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from './fs-error.js';

/** Bytes that an ordinary user can still write at a path, or where it would be made; null where that cannot be told. */
export async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) return null;
    return freeBytes(dirname(path));
  }
}
