import { constants } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nullIf } from '../../base/errors.js';
import { assertSafeKey } from '../keys.js';
import { type StagedDirectory, WriterState } from '../storage.js';
import type { FileCalls } from './file-calls.js';
import { explain, isMissing, isTaken } from './fs-error.js';
import { makeDirectory, newFile, partialPath, writerOf } from './local-writer.js';

/**
 * Creates a directory under a hidden name beside `path`; `commit` renames it. After a kill at any moment, `path` is the
 * complete old or new directory, or missing; the rest is under hidden names.
 */
export async function stageLocalDirectory(
  path: string,
  location: string,
  calls: FileCalls,
): Promise<StagedDirectory> {
  const staging = partialPath(path);
  await explain(location, () => makeDirectory(staging, calls));
  const directories = new Set([staging]);
  const prepare = (file: string) => makeBelow(dirname(file), directories, calls);
  const state = new WriterState(location);
  /** Hidden path of the earlier directory; null if there is none, undefined while it has its name. */
  let aside: string | null | undefined;
  const withdraw = async () => {
    const old = partialPath(path);
    aside = await calls.rename(path, old).then(() => old, nullIf(isMissing));
  };
  const locate = (relativeKey: string) => {
    state.check();
    const at = `${location}/${relativeKey}`;
    assertSafeKey(relativeKey, at);
    return { at, file: join(staging, relativeKey) };
  };
  return {
    async put(relativeKey, bytes) {
      const { at, file } = locate(relativeKey);
      await explain(at, async () => {
        await prepare(file);
        await writeFile(file, bytes, calls);
      });
    },
    async createFile(relativeKey) {
      const { at, file } = locate(relativeKey);
      const opened = await explain(at, async () => {
        await prepare(file);
        return calls.open(file, newFile);
      });
      return writerOf(opened, file, file, at, calls);
    },
    async link(relativeKey, target) {
      const { at, file } = locate(relativeKey);
      await explain(at, async () => {
        await prepare(file);
        await symlink(target, file);
      });
    },
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
          await rm(staging, { recursive: true, force: true });
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
        await rm(staging, { recursive: true, force: true });
      });
    },
  };
}

/**
 * Creates a directory inside a staged one, and its parents. Nobody else writes there, so known ones are not checked.
 */
async function makeBelow(directory: string, known: Set<string>, calls: FileCalls): Promise<void> {
  if (known.has(directory)) return;
  await makeBelow(dirname(directory), known, calls);
  await calls.mkdir(directory).catch(nullIf(isTaken));
  known.add(directory);
}

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;

async function writeFile(path: string, bytes: Uint8Array, calls: FileCalls): Promise<void> {
  const file = await calls.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  try {
    await file.write(bytes, 0);
  } finally {
    await file.close();
  }
}
