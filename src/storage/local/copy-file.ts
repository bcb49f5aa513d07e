import { constants } from 'node:fs';
import { chmod, copyFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { partialName } from '../partial-name.js';
import { checkSameFile } from './check-same-file.js';
import { nameFile, openPartial } from './local-writer.js';

/**
 * Copies a file to where it appears whole, sharing disk blocks where the file system can; returns its bytes. Fails with a
 * StorageError when the source, which messages call `location`, changes meanwhile.
 */
export async function copyLocalFile(from: string, location: string, to: string): Promise<number> {
  const before = await stat(from);
  const partial = join(dirname(to), partialName(basename(to)));
  const file = await openPartial(partial);
  try {
    // copyFile hands on the source's permissions, which may be those of a read-only archive.
    const { mode } = await file.stat();
    await file.close();
    await copyFile(from, partial, constants.COPYFILE_FICLONE);
    await chmod(partial, mode);
    const { size } = await stat(partial);
    checkSameFile(before, await stat(from), location);
    await nameFile(partial, to);
    return size;
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
}
