import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { StorageError } from '../../errors/index.js';
import type { RandomReader } from '../storage.js';
import { checkSameFile } from './check-same-file.js';
import { explain, isMissing } from './fs-error.js';

/** Opens a regular file for reads at offsets; fails with a StorageError when there is none. */
export async function openLocalReader(
  path: string,
  location: string,
): Promise<RandomReader & Required<Pick<RandomReader, 'checkUnchanged'>>> {
  const file = await explain(location, () => openRegular(path, location));
  let closed: Promise<void> | null = null;
  const opened = await explain(location, () => file.stat());
  const { size } = opened;
  return {
    size,
    localPath: path,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const done = await explain(location, () => readAt(file, offset, bytes));
      return done === bytes.length ? bytes : bytes.subarray(0, done);
    },
    readInto: (offset, target) => explain(location, () => readAt(file, offset, target)),
    async checkUnchanged() {
      const now = await explain(location, () => stat(path));
      checkSameFile(opened, now, location);
    },
    close() {
      closed ??= explain(location, () => file.close());
      return closed;
    },
  };
}

async function openRegular(path: string, location: string): Promise<FileHandle> {
  // A pipe without a writer would block a plain open for good.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause) => {
    if (!isMissing(cause)) throw cause;
    throw new StorageError('missing', 'no such file', { path: location, cause });
  });
  const facts = await file.stat();
  if (facts.isFile()) return file;
  await file.close();
  throw new StorageError('failed', 'not a regular file', {
    path: location,
    expected: 'a file',
    found: facts.isDirectory() ? 'a directory' : 'a pipe, socket or device',
  });
}

async function readAt(file: FileHandle, offset: number, bytes: Uint8Array): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
