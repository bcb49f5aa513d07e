import { constants } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { closing } from '../../base/closing.js';
import { nullIf } from '../../base/errors.js';
import { assertSafeKey } from '../keys.js';
import { type StagedDirectory, WriterState } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { explain, isMissing, isTaken } from './fs-error.js';
import { makeDirectory, newFile, partialPath, writerOf } from './local-writer.js';

/**
 * Creates a directory under a hidden name beside `path`; `commit` renames it. After a kill at any moment, `path` is the
 * complete old or new directory, or missing; the rest is under hidden names. If it is not committed, neither `root`, the
 * directory of the storage, nor one above it stays that was made for it.
 */
export async function stageLocalDirectory(
  path: string,
  { location, root }: { readonly location: string; readonly root: string },
  calls: FileCalls,
): Promise<StagedDirectory> {
  const staging = partialPath(path);
  const made: string[] = [];
  const remove = async () => {
    await rm(staging, { recursive: true, force: true });
    // Others may write below the root, where a directory that is empty may be needed.
    for (const above of made.toReversed())
      if (`${root}/`.startsWith(`${above}/`)) await calls.rmdir(above).catch(() => undefined);
  };
  await explain(location, () => makeDirectory(staging, calls, made)).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const directories = new Set([staging]);
  const state = new WriterState(location);
  /** Hidden path of the earlier directory; null if there is none, undefined while it has its name. */
  let aside: string | null | undefined;
  const withdraw = async () => {
    const old = partialPath(path);
    aside = await calls.rename(path, old).then(() => old, nullIf(isMissing));
  };
  /** Does work at the hidden path of a file, whose directory is created. */
  const at = async <Result>(
    relativeKey: string,
    work: (file: string, location: string) => Promise<Result>,
  ) => {
    state.check();
    const named = `${location}/${relativeKey}`;
    assertSafeKey(relativeKey, named);
    const file = join(staging, relativeKey);
    return explain(named, async () => {
      await makeBelow(dirname(file), directories, calls);
      return work(file, named);
    });
  };
  return {
    put: (relativeKey, bytes) => at(relativeKey, (file) => writeFile(file, bytes, calls)),
    createFile: (relativeKey) =>
      at(relativeKey, async (file, named) =>
        writerOf(await calls.open(file, newFile), file, file, named, calls),
      ),
    link: (relativeKey, target) => at(relativeKey, (file) => symlink(target, file)),
    async withdraw() {
      state.check();
      if (aside === undefined) await explain(location, withdraw);
    },
    async commit() {
      state.commit();
      await explain(location, async () => {
        // What was withdrawn before may be of another source than what has been replaced since, so it stays away.
        const isPutBack = aside === undefined;
        // It cannot be renamed over a non-empty directory.
        if (aside === undefined) await withdraw();
        try {
          await calls.rename(staging, path);
        } catch (error) {
          if (isPutBack && aside != null) await calls.rename(aside, path);
          await remove();
          throw error;
        } finally {
          if (aside != null) await rm(aside, { recursive: true, force: true });
        }
      });
      return new Map();
    },
    async abort() {
      if (!state.abort()) return;
      await explain(location, async () => {
        if (aside != null) await calls.rename(aside, path);
        await remove();
      });
    },
  };
}

/** Creates a directory in a staged one, and its parents. Nobody else writes there: known ones are not checked. */
async function makeBelow(directory: string, known: Set<string>, calls: FileCalls): Promise<void> {
  if (known.has(directory)) return;
  await makeBelow(dirname(directory), known, calls);
  await calls.mkdir(directory).catch(nullIf(isTaken));
  known.add(directory);
}

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

async function writeFile(path: string, bytes: Uint8Array, calls: FileCalls): Promise<void> {
  const file = await calls.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  await closing(file, () => file.write(bytes, 0));
}
