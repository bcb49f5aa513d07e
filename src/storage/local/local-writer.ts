import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StorageError } from '../../errors/index.js';
import { partialName } from '../partial-name.js';
import type { FileWriter } from '../storage.js';
import { explain, systemCode } from './fs-error.js';
import { makeDirectory } from './make-directory.js';

/** A file that is written under a hidden name beside `path` and gets its own name with `commit`. */
export async function createLocalWriter(path: string, location: string): Promise<FileWriter> {
  const partial = join(dirname(path), partialName(basename(path)));
  const file = await explain(location, () => openPartial(partial));
  return writerOf(file, partial, path, location);
}

/** A file in a directory that is itself hidden still; it has its name from the start. */
export async function createPlainWriter(path: string, location: string): Promise<FileWriter> {
  const file = await explain(location, () => openPartial(path));
  return writerOf(file, path, path, location);
}

/** A name of ours is random and new; a link that waits under it is not followed. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Opens a new file for writing, and makes its directories when they are missing. */
export async function openPartial(partial: string): Promise<FileHandle> {
  try {
    return await open(partial, newFile);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await makeDirectory(dirname(partial));
    return open(partial, newFile);
  }
}

/** Gives a hidden file its name; removes it when that fails. */
export async function nameFile(partial: string, path: string): Promise<void> {
  try {
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function writerOf(file: FileHandle, partial: string, path: string, location: string): FileWriter {
  let state: 'open' | 'done' = 'open';
  return {
    localPath: partial,
    async write(offset, bytes) {
      if (state !== 'open') throw new StorageError('failed', 'written to after its end', { path: location });
      await explain(location, () => writeAll(file, offset, bytes));
    },
    async commit() {
      if (state !== 'open') throw new StorageError('failed', 'committed after its end', { path: location });
      state = 'done';
      await explain(location, async () => {
        await file.close().catch(async (error) => {
          await rm(partial, { force: true });
          throw error;
        });
        if (partial !== path) await nameFile(partial, path);
      });
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

async function writeAll(file: FileHandle, offset: number, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
