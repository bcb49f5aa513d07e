import { constants, type Stats } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { StorageError } from '../../base/errors.js';
import { printable } from '../../base/messages.js';
import { missingFile, type RandomReader } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { explain, isMissing } from './fs-error.js';
import { nameFile, openPartial, orRemove, partialPath } from './local-writer.js';

/** Opens a regular file for random access. Fails with a StorageError if there is none. */
export async function openLocalReader(path: string, location: string, calls: FileCalls) {
  const { file, facts } = await explain(location, () => openRegular(path, location, calls));
  const { size } = facts;
  return {
    size,
    localPath: path,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const done = await explain(location, () => file.read(bytes, offset));
      return done === bytes.length ? bytes : bytes.subarray(0, done);
    },
    readInto: (offset, target) => explain(location, () => file.read(target, offset)),
    async checkUnchanged() {
      const now = await explain(location, () => calls.stat(path));
      checkSameFile(facts, now, location);
    },
    close: () => explain(location, () => file.close()),
  } satisfies RandomReader;
}

/** Node.js puts U+FFFD where a listed name is not UTF-8, so the original name is lost. */
const replacement = '\uFFFD';

/** Returns why a listed name cannot be opened. */
async function whyMissing(path: string): Promise<string> {
  if (path.includes(replacement)) return 'the name is not UTF-8, so that the file cannot be opened';
  const target = await readlink(path).catch(() => null);
  return target === null ? missingFile : `a link to ${printable(target)}, which is not there`;
}

async function openRegular(path: string, location: string, calls: FileCalls) {
  // Without O_NONBLOCK, opening a pipe without a writer never returns.
  const file = await calls.open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(async (cause) => {
    if (!isMissing(cause)) throw cause;
    throw new StorageError('missing', await whyMissing(path), { path: location, cause });
  });
  const facts = await file.facts();
  if (facts.isFile()) return { file, facts };
  await file.close();
  throw new StorageError('failed', 'not a regular file', {
    path: location,
    expected: 'a file',
    found: facts.isDirectory() ? 'a directory' : 'a pipe, socket or device',
  });
}

/** Fails with a StorageError of reason `changed` if inode number, size or modification time differ. */
function checkSameFile(before: Stats, now: Stats, location: string): void {
  if (before.ino === now.ino && before.size === now.size && before.mtimeMs === now.mtimeMs) return;
  throw new StorageError('changed', 'changed while it was read', {
    path: location,
    expected: `as it was: ${describe(before)}`,
    found: describe(now),
    hint: 'ingest again once the source is at rest',
  });
}

function describe({ size, mtime, ino }: Stats): string {
  return `${size} bytes of ${mtime.toISOString()}, file number ${ino}`;
}

/**
 * Copies a file, sharing disk blocks if the file system can (FICLONE); the copy appears complete or not at all. Returns
 * its size in bytes. Fails with a StorageError if the source changes meanwhile; `location` names it.
 */
export async function copyLocalFile(from: string, location: string, to: string, calls: FileCalls) {
  const before = await calls.stat(from);
  const partial = partialPath(to);
  const file = await openPartial(partial, calls);
  return orRemove(partial, file, async () => {
    // copyFile copies the source's permissions, which may be those of a read-only archive.
    const { mode } = await file.facts();
    await file.close();
    await calls.copy(from, partial, constants.COPYFILE_FICLONE, before.size);
    await calls.chmod(partial, mode);
    const { size } = await calls.stat(partial);
    checkSameFile(before, await calls.stat(from), location);
    await nameFile(partial, to, calls);
    return size;
  });
}
