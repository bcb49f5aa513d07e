import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPartialName } from '../partial-name.js';
import { isMissing } from './fs-error.js';

/** Removes everything with a hidden name of ours below a directory; returns how many. Links are not followed. */
export async function removeLocalLeftovers(directory: string): Promise<number> {
  let removed = 0;
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(orNothing)) {
    const path = join(directory, entry.name);
    if (isPartialName(entry.name)) {
      await rm(path, { recursive: true, force: true });
      removed++;
    } else if (entry.isDirectory()) {
      removed += await removeLocalLeftovers(path);
    }
  }
  return removed;
}

function orNothing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}
