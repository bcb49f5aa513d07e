import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StorageError } from '../../errors/index.js';
import { assertSafeKey } from '../keys/index.js';
import { partialName } from '../partial-name.js';
import type { StagedDirectory } from '../storage.js';
import { explain, isMissing, systemCode } from './fs-error.js';
import { createPlainWriter } from './local-writer.js';
import { makeDirectory } from './make-directory.js';

/** A directory that is filled under a hidden name beside `path` and gets its own name with `commit`. */
export async function stageLocalDirectory(path: string, location: string): Promise<StagedDirectory> {
  const staging = join(dirname(path), partialName(basename(path)));
  await explain(location, () => makeDirectory(staging));
  let state: 'open' | 'done' = 'open';
  const place = (relativeKey: string) => {
    if (state !== 'open') throw new StorageError('failed', 'written to after its end', { path: location });
    const at = `${location}/${relativeKey}`;
    assertSafeKey(relativeKey, at);
    return { at, file: join(staging, relativeKey) };
  };
  return {
    async put(relativeKey, bytes) {
      const { at, file } = place(relativeKey);
      await explain(at, () => writeNew(file, bytes));
    },
    async createFile(relativeKey) {
      const { at, file } = place(relativeKey);
      return createPlainWriter(file, at);
    },
    async commit() {
      if (state !== 'open') throw new StorageError('failed', 'committed after its end', { path: location });
      state = 'done';
      await explain(location, () => replace(staging, path));
    },
    async abort() {
      if (state !== 'open') return;
      state = 'done';
      await explain(location, () => rm(staging, { recursive: true, force: true }));
    },
  };
}

async function writeNew(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await makeDirectory(dirname(file));
    await writeFile(file, bytes);
  }
}

/**
 * A directory cannot be renamed over a full one, so the old one steps aside first: killed at any moment, the name
 * holds a whole old or new directory or nothing, and hidden names hold the rest.
 */
async function replace(staging: string, path: string): Promise<void> {
  const old = join(dirname(path), partialName(basename(path)));
  const hasOld = await moveAside(path, old);
  try {
    await rename(staging, path);
  } catch (error) {
    if (hasOld) await rename(old, path);
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
  if (hasOld) await rm(old, { recursive: true, force: true });
}

async function moveAside(path: string, aside: string): Promise<boolean> {
  try {
    await rename(path, aside);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
