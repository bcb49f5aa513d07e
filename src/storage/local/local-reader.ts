import { constants, type Stats } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { printable, StorageError } from '../../errors/index.js';
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

/** What is said of a file where nothing is of its name. */
export const missingFile = 'no such file';

/** What U+FFFD stands for in a name that was listed is not known. */
const replacement = '\uFFFD';

/** A name may be listed under which nothing can be opened. */
async function whyMissing(path: string): Promise<string> {
  if (path.includes(replacement)) return 'the name is not UTF-8, so that the file cannot be opened';
  const target = await readlink(path).catch(() => null);
  return target === null ? missingFile : `a link to ${printable(target)}, which is not there`;
}

async function openRegular(
  path: string,
  location: string,
  calls: FileCalls,
): Promise<{ file: OpenFile; facts: Stats }> {
  // A pipe without a writer would block a plain open for good.
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
