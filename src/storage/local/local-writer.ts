import { constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StorageError } from '../../errors/index.js';
import { partialName } from '../partial-name.js';
import type { FileWriter } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { explain, systemCode } from './fs-error.js';
import { makeDirectory } from './make-directory.js';
import type { OpenFile } from './open-file.js';

/** A file that is written under a hidden name beside `path` and gets its own name with `commit`. */
export async function createLocalWriter(
  path: string,
  location: string,
  calls: FileCalls,
): Promise<FileWriter> {
  const partial = join(dirname(path), partialName(basename(path)));
  const file = await explain(location, () => openPartial(partial, calls));
  return writerOf(file, partial, path, location, calls);
}

/** A name of ours is random and new; a link that waits under it is not followed. */
export const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Opens a new file for writing, and makes its directories when they are missing. */
export async function openPartial(partial: string, calls: FileCalls): Promise<OpenFile> {
  try {
    return await calls.open(partial, newFile);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await makeDirectory(dirname(partial), calls);
    return calls.open(partial, newFile);
  }
}

/** Makes a new file with its content, and its directories when they are missing; no file is left when it fails. */
export async function writeNewFile(path: string, bytes: Uint8Array, calls: FileCalls): Promise<void> {
  const file = await openPartial(path, calls);
  try {
    await file.write(bytes, 0);
    await file.close();
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

/** Gives a hidden file its name; removes it when that fails. */
export async function nameFile(partial: string, path: string, calls: FileCalls): Promise<void> {
  try {
    await calls.rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** The writer of an open file, which is at `partial` until it gets its name `path`, where that is another. */
export function writerOf(
  file: OpenFile,
  partial: string,
  path: string,
  location: string,
  calls: FileCalls,
): FileWriter {
  let state: 'open' | 'done' = 'open';
  return {
    localPath: partial,
    async write(offset, bytes) {
      if (state !== 'open') throw new StorageError('failed', 'written to after its end', { path: location });
      await explain(location, () => file.write(bytes, offset));
    },
    async commit() {
      if (state !== 'open') throw new StorageError('failed', 'committed after its end', { path: location });
      state = 'done';
      await explain(location, async () => {
        await file.close().catch(async (error) => {
          await rm(partial, { force: true });
          throw error;
        });
        if (partial !== path) await nameFile(partial, path, calls);
      });
      return {};
    },
    async abort() {
      if (state !== 'open') return;
      state = 'done';
      await explain(location, async () => {
        await file.close();
        await rm(partial, { force: true });
      });
    },
  };
}
