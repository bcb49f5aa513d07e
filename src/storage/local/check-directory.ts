import { constants } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../errors/index.js';
import { partialName } from '../partial-name.js';
import { FileCalls } from './file-calls.js';
import { explain, isMissing } from './fs-error.js';
import { makeDirectory } from './make-directory.js';

/** A link that waits under the name is not followed. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Fails with a StorageError unless `path` is a directory that can be listed. */
export async function checkSourceDirectory(path: string, location: string): Promise<void> {
  await explain(location, async () => {
    const facts = await stat(path).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (facts === null) throw new StorageError('missing', 'no such directory', { path: location });
    if (!facts.isDirectory()) throw notADirectory(location);
    await readdir(path);
  });
}

/** Creates the directory `path` when it is missing; fails with a StorageError unless a file can be made in it. */
export async function checkOutputDirectory(path: string, location: string): Promise<void> {
  await explain(location, async () => {
    const facts = await stat(path).catch(() => null);
    if (facts !== null && !facts.isDirectory()) throw notADirectory(location);
    await makeDirectory(path, new FileCalls());
    const probe = join(path, partialName('probe'));
    await (await open(probe, newFile)).close();
    await rm(probe, { force: true });
  }).catch((error: StorageError) => {
    throw new StorageError(error.reason, `cannot write here: ${error.message}`, error.facts);
  });
}

function notADirectory(location: string): StorageError {
  return new StorageError('failed', 'not a directory', {
    path: location,
    expected: 'a directory',
    found: 'a file',
  });
}
