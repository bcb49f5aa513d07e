import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nullIf } from '../../base/errors.js';
import { partialStart } from '../partial-name.js';
import { type FileWriter, WriterState } from '../storage.js';
import type { FileCalls, OpenFile } from './file-calls.js';
import { explain, isTaken, systemCode } from './fs-error.js';
import { processMark } from './process-mark.js';

/** Returns a hidden, random name for the unfinished file or directory `name` of a process, see `processMark`. */
export function partialName(name: string, mark: string): string {
  // The last part of a UUID is random; Node.js makes many at once.
  return `${partialStart(name)}${mark}-${randomUUID().slice(-12)}`;
}

/** Returns a hidden, random path beside `path`, for an unfinished file or directory. */
export function partialPath(path: string): string {
  return join(dirname(path), partialName(basename(path), processMark()));
}

/** Error codes of file systems without hard links. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/**
 * Creates a file with its content in one atomic step, unless the name exists; returns false then. The step is a hard
 * link, which is atomic on NFS and Lustre too; without hard links, O_EXCL.
 */
export async function createExclusive(path: string, bytes: Uint8Array, calls: FileCalls): Promise<boolean> {
  const partial = partialPath(path);
  await writeNewFile(partial, bytes, calls);
  try {
    await calls.link(partial, path);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? '';
    // If the first answer of NFS is lost, the repeated request finds the link that the first one made.
    if (code === 'EEXIST') return (await calls.stat(partial)).nlink === 2;
    if (!withoutLinks.includes(code)) throw error;
    return (await writeNewFile(path, bytes, calls).then(() => true, nullIf(isTaken))) ?? false;
  } finally {
    await calls.unlink(partial).catch(() => undefined);
  }
}

/** Creates a file under a hidden name beside `path`; `commit` renames it. */
export async function createLocalWriter(path: string, location: string, calls: FileCalls) {
  const partial = partialPath(path);
  const file = await explain(location, () => openPartial(partial, calls));
  return writerOf(file, partial, path, location, calls);
}

/** Flags of a new file. Its random name cannot exist, so a link that waits under it is not followed. */
export const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Opens a new file for writing. Creates missing directories. */
export async function openPartial(partial: string, calls: FileCalls): Promise<OpenFile> {
  const opened = await calls.open(partial, newFile).catch(nullIf((error) => systemCode(error) === 'ENOENT'));
  if (opened !== null) return opened;
  await makeDirectory(dirname(partial), calls);
  return calls.open(partial, newFile);
}

/** Writes a new file. Creates missing directories; removes the file if it fails. */
export async function writeNewFile(path: string, bytes: Uint8Array, calls: FileCalls): Promise<void> {
  const file = await openPartial(path, calls);
  await orRemove(path, file, async () => {
    await file.write(bytes, 0);
    await file.close();
  });
}

/** Does work on an unfinished file, which may be open; closes and removes it if that fails. */
export async function orRemove<Result>(partial: string, file: OpenFile | null, work: () => Promise<Result>) {
  try {
    return await work();
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** Renames a hidden file; removes it if that fails. */
export async function nameFile(partial: string, path: string, calls: FileCalls): Promise<void> {
  await orRemove(partial, null, () => calls.rename(partial, path));
}

/** Returns the writer of an open file at `partial`. `commit` renames it to `path` if that differs. */
export function writerOf(
  file: OpenFile,
  partial: string,
  path: string,
  location: string,
  calls: FileCalls,
): FileWriter {
  const state = new WriterState(location);
  return {
    localPath: partial,
    async write(offset, bytes) {
      state.check();
      await explain(location, () => file.write(bytes, offset));
    },
    async commit() {
      state.commit();
      await explain(location, async () => {
        await orRemove(partial, null, () => file.close());
        if (partial !== path) await nameFile(partial, path, calls);
      });
      return {};
    },
    async abort() {
      if (!state.abort()) return;
      await explain(location, async () => {
        await file.close();
        await rm(partial, { force: true });
      });
    },
  };
}

/**
 * Creates a directory and those above it, and adds those that it created to `made`, the innermost last. Fails with a
 * system error. Node's recursive mkdir loops forever on file systems that refuse new names, such as /proc.
 */
export async function makeDirectory(path: string, calls: FileCalls, made: string[] = []): Promise<void> {
  try {
    await calls.mkdir(path);
    made.push(path);
  } catch (error) {
    if (isTaken(error)) {
      if ((await calls.stat(path)).isDirectory()) return;
      throw error;
    }
    const above = dirname(path);
    if (systemCode(error) !== 'ENOENT' || above === path) throw error;
    await makeDirectory(above, calls, made);
    // One that another process creates meanwhile is not ours.
    if ((await calls.mkdir(path).then(() => path, nullIf(isTaken))) !== null) made.push(path);
  }
}
