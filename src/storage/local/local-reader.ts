import { constants, type Stats } from 'node:fs';
import { StorageError } from '../../errors/index.js';
import type { RandomReader } from '../storage.js';
import { checkSameFile } from './check-same-file.js';
import type { FileCalls } from './file-calls.js';
import { explain, isMissing } from './fs-error.js';
import type { OpenFile } from './open-file.js';

/** Opens a regular file for reads at offsets; fails with a StorageError when there is none. */
export async function openLocalReader(
  path: string,
  location: string,
  calls: FileCalls,
): Promise<RandomReader & Required<Pick<RandomReader, 'checkUnchanged'>>> {
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
  };
}

async function openRegular(
  path: string,
  location: string,
  calls: FileCalls,
): Promise<{ file: OpenFile; facts: Stats }> {
  // A pipe without a writer would block a plain open for good.
  const file = await calls.open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause) => {
    if (!isMissing(cause)) throw cause;
    throw new StorageError('missing', 'no such file', { path: location, cause });
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
