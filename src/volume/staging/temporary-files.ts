import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '../../errors/index.js';
import { createLocalStorage, writeFully } from '../../storage/index.js';
import type { StagedFile, Staging } from '../source/index.js';
import { stagedPrefix } from './stale-files.js';

const fileName = 'volume';

/** Unpacks to temporary files below `directory`, the system's by default, each in a directory of its own. */
export function temporaryFiles(directory = tmpdir()): Staging {
  return { create: (bytes) => createStagedFile(bytes, directory) };
}

async function createStagedFile(bytes: number, directory: string): Promise<StagedFile> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes) {
    throw new StorageError('no-space', 'no room to unpack the volume', {
      path: directory,
      expected: `${bytes} bytes free`,
      found: `${bavail * bsize} bytes`,
      hint: 'name a directory on a larger disk with --staging-dir',
    });
  }
  const home = await mkdtemp(join(directory, stagedPrefix()));
  const file = openSync(join(home, fileName), 'w');
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    write: (offset, part) => writeFully(file, part, offset, home),
    async finish(length) {
      if (length !== null && length !== fstatSync(file).size) ftruncateSync(file, length);
      close();
      return createLocalStorage(home).open(fileName);
    },
    async remove() {
      close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
