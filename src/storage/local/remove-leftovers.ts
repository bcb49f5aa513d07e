import { lstat, readdir, rm } from 'node:fs/promises';
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

/** Removes what lies right in a directory under a hidden name of ours and has not changed for `age` milliseconds. */
export async function removeOldLocalLeftovers(directory: string, age: number): Promise<number> {
  let removed = 0;
  for (const name of (await readdir(directory).catch(orNothing)).filter(isPartialName)) {
    const path = join(directory, name);
    const facts = await lstat(path).catch(orNull);
    if (facts === null || Date.now() - facts.mtimeMs < age) continue;
    await rm(path, { recursive: true, force: true });
    removed++;
  }
  return removed;
}

function orNothing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}

function orNull(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
