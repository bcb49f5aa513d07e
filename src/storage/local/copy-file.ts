import { constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { partialName } from '../partial-name.js';
import { checkSameFile } from './check-same-file.js';
import type { FileCalls } from './file-calls.js';
import { nameFile, openPartial } from './local-writer.js';

/**
 * Copies a file to where it appears whole, sharing disk blocks where the file system can; returns its bytes. Fails with a
 * StorageError when the source, which messages call `location`, changes meanwhile.
 */
export async function copyLocalFile(
  from: string,
  location: string,
  to: string,
  calls: FileCalls,
): Promise<number> {
  const before = await calls.stat(from);
  const partial = join(dirname(to), partialName(basename(to)));
  const file = await openPartial(partial, calls);
  try {
    // copyFile hands on the source's permissions, which may be those of a read-only archive.
    const { mode } = await file.facts();
    await file.close();
    await calls.copy(from, partial, constants.COPYFILE_FICLONE, before.size);
    await calls.chmod(partial, mode);
    const { size } = await calls.stat(partial);
    checkSameFile(before, await calls.stat(from), location);
    await nameFile(partial, to, calls);
    return size;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}
