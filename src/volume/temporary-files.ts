import { createHash } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageError } from '../base/errors.js';
import { createLocalStorage } from '../storage/local/local-storage.js';
import { isRunning } from '../storage/local/process-mark.js';
import { explained } from '../storage/spill-file.js';
import { writeFully } from './engine/read-fully.js';
import type { StagedFile, Staging } from './source/volume-format.js';

const fileName = 'volume';

/**
 * Returns a staging area of temporary files below `directory` (the system's), each in its own directory. Creating one
 * fails with a StorageError that names the directory if it is full or cannot be written to.
 */
export function temporaryFiles(directory = tmpdir()): Staging {
  return { create: (bytes) => createStagedFile(bytes, directory) };
}

async function createStagedFile(bytes: number, directory: string): Promise<StagedFile> {
  const home = await makeHome(bytes, directory).catch((cause) => {
    throw explained({ directory, content: 'unpacked volumes' }, cause);
  });
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

/** Makes the directory of a temporary file of `bytes` bytes. */
async function makeHome(bytes: number, directory: string): Promise<string> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes) {
    throw new StorageError('no-space', 'no room to unpack the volume', {
      path: directory,
      expected: `${bytes} bytes free`,
      found: `${bavail * bsize} bytes`,
      hint: 'name a directory on a larger disk with --staging-dir',
    });
  }
  return mkdtemp(join(directory, stagedPrefix()));
}

/** Returns a short digest of the host name, for names of temporary directories: several machines may share the directory. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/** Returns the prefix of the names of temporary directories of a process. */
export function stagedPrefix(pid = process.pid): string {
  return `cryoet-unpacked-${machine()}-${pid}-`;
}

/**
 * Removes the temporary directories below `directory`, by default the system's, that ended processes of this machine
 * have left. Those of other machines and users are kept. Never fails.
 */
export async function removeStaleFiles(directory = tmpdir()): Promise<void> {
  const [own, names] = [machine(), await readdir(directory).catch(() => [])];
  for (const name of names) {
    const [, of, pid] = /^cryoet-unpacked-([0-9a-f]{8})-(\d+)-[A-Za-z0-9]{6}$/.exec(name) ?? [];
    if (of !== own || isRunning(Number(pid))) continue;
    await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
