import { rm } from 'node:fs/promises';
import type { FileCalls } from './file-calls.js';
import { isMissing } from './fs-error.js';

/** Removes a directory and all below it; many that an ingest removes are empty. Fails with a system error. */
export async function removeTree(path: string, calls: FileCalls): Promise<void> {
  try {
    await calls.rmdir(path);
  } catch (error) {
    if (!isMissing(error)) await rm(path, { recursive: true, force: true });
  }
}
