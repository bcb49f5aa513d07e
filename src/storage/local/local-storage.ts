import { type Dirent, statSync } from 'node:fs';
import { lstat, rm, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { nullIf } from '../../base/errors.js';
import { bareStorage } from '../forwarding-storage.js';
import { assertSafeKey, compareCodePoints } from '../keys.js';
import { isPartialName, isPartialNameOf } from '../partial-name.js';
import { type Copied, copyThrough, readWhole, type SizedEntry, type Storage } from '../storage.js';
import { FileCalls } from './file-calls.js';
import { explain, isMissing } from './fs-error.js';
import {
  anyLink,
  createLinkGuard,
  type LinkGuard,
  type LocalEntry,
  listFiles,
  pathBelow,
  readEntries,
} from './list-files.js';
import { copyLocalFile, openLocalReader } from './local-reader.js';
import { createExclusive, createLocalWriter, nameFile, partialPath, writeNewFile } from './local-writer.js';
import { makerOf } from './process-mark.js';
import { stageLocalDirectory } from './staged-directory.js';

export interface LocalOptions {
  /** Allow symbolic links that lead out of it; refused by default. */
  readonly followLinks?: boolean;
}

/** Returns the storage of a directory, which need not exist; `url` is the path as the user named it. */
export function createLocalStorage(url: string, options: LocalOptions = {}): Storage {
  return new LocalStorage(url, options);
}

class LocalStorage implements Storage {
  readonly flat = false;
  readonly url: string;
  readonly #root: string;
  readonly #calls = new FileCalls();
  readonly #links: LinkGuard;

  constructor(url: string, { followLinks = false }: LocalOptions) {
    this.url = url;
    this.#root = resolve(url);
    this.#links = followLinks ? anyLink : createLinkGuard(this.#root, this.#calls);
  }

  location(key: string): string {
    return key === '' ? this.url : `${this.url.replace(/\/+$/, '')}/${key}`;
  }

  async stat(key: string) {
    const facts = await this.#facts(key);
    return facts?.isFile() ? { key, size: facts.size, modified: facts.mtimeMs, fileNumber: facts.ino } : null;
  }

  async kind(key: string) {
    const facts = await this.#facts(key);
    if (facts === null) return null;
    // Pipes, sockets and devices are files, so that opening them fails.
    return facts.isDirectory() ? 'directory' : 'file';
  }

  async readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    const path = this.#path(key);
    const entries = await explain(this.location(key), async () => {
      await this.#links.check(path, this.location(key));
      const found = await readEntries(this.#root, path, this.#calls);
      return start === undefined ? found : measureEntries(path, found);
    });
    return entries.sort((a, b) => compareCodePoints(a.name, b.name));
  }

  async *list(prefix: string, isEverything = false) {
    const [path, location] = [this.#path(prefix), (key: string) => this.location(key)];
    await explain(location(prefix), () => this.#links.check(path, location(prefix)));
    yield* listFiles(this.#root, prefix, this.#links, this.#calls, location, isEverything);
  }

  freeBytes() {
    return freeBytes(this.#root);
  }

  async get(key: string, limit = Number.POSITIVE_INFINITY) {
    return readWhole(await this.open(key), limit, this.location(key));
  }

  /** Neither the file nor a directory above it may be a link that leads out. */
  async open(key: string) {
    const [path, location] = [this.#filePath(key), this.location(key)];
    await explain(location, () => this.#links.check(path, location));
    return openLocalReader(path, location, this.#calls);
  }

  put(key: string, bytes: Uint8Array) {
    return this.#change(key, async (path) => {
      const partial = partialPath(path);
      await writeNewFile(partial, bytes, this.#calls);
      await nameFile(partial, path, this.#calls);
      return {};
    });
  }

  createExclusive(key: string, bytes: Uint8Array) {
    return this.#change(key, (path) => createExclusive(path, bytes, this.#calls));
  }

  createFile(key: string) {
    return this.#change(key, (path, location) => createLocalWriter(path, location, this.#calls));
  }

  stageDirectory(key: string) {
    return this.#change(key, (path, location) =>
      stageLocalDirectory(path, { location, root: this.#root }, this.#calls),
    );
  }

  async copyFrom(given: Storage, sourceKey: string, key: string): Promise<Copied> {
    const source = bareStorage(given);
    if (!(source instanceof LocalStorage)) return copyThrough(given, sourceKey, await this.createFile(key));
    return this.#change(key, async (path) => {
      const from = source.#filePath(sourceKey);
      await (await source.open(sourceKey)).close();
      return { bytes: await copyLocalFile(from, source.location(sourceKey), path, this.#calls) };
    });
  }

  delete(key: string): Promise<void> {
    return this.#change(key, async (path) => {
      await this.#calls.unlink(path).catch(nullIf(isMissing));
    });
  }

  deleteDirectory(key: string) {
    return this.#change(key, (path) => removeTree(path, this.#calls));
  }

  removeLeftovers(key: string, age?: number, name?: string) {
    const remove = (path: string) => removeLocalLeftovers(path, this.#calls, age, name);
    return key === '' ? explain(this.url, () => remove(this.#root)) : this.#change(key, remove);
  }

  async close() {}

  async #facts(key: string) {
    const path = this.#path(key);
    return explain(this.location(key), () => this.#calls.stat(path).catch(nullIf(isMissing)));
  }

  /**
   * Does work at the path of a file that is written or removed. A link of that name is replaced; the directories above
   * it may not be links that lead out.
   */
  async #change<Result>(key: string, work: (path: string, location: string) => Promise<Result>) {
    const [path, location] = [this.#filePath(key), this.location(key)];
    return explain(location, async () => {
      await this.#links.check(dirname(path), location);
      return work(path, location);
    });
  }

  #path(key: string): string {
    return key === '' ? this.#root : this.#filePath(key);
  }

  #filePath(key: string): string {
    assertSafeKey(key, this.location(key));
    return pathBelow(this.#root, key);
  }
}

/** Files after which the event loop gets a turn. */
const atATime = 1000;

/**
 * Adds the sizes of files to the entries of the directory at `path`, except for links, which may lead out. Synchronous
 * and in order: a call takes microseconds and its promise ten times as long, and network file systems prefetch the next
 * entry.
 */
async function measureEntries(path: string, entries: (LocalEntry & SizedEntry)[]): Promise<SizedEntry[]> {
  for (const [index, { name, kind, isLink }] of entries.entries()) {
    if (index % atATime === atATime - 1) await pause();
    const facts =
      kind === 'file' && isLink !== true ? statSync(join(path, name), { throwIfNoEntry: false }) : undefined;
    // In their place: two entries of each frame of all runs would be most of what a plan takes.
    entries[index] = facts === undefined ? { name, kind } : { name, kind, size: facts.size };
  }
  return entries;
}

/** Returns the bytes that an unprivileged user can still write at a path that need not exist; null if unknown. */
async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) return null;
    return freeBytes(dirname(path));
  }
}

/**
 * Removes a directory and everything below it. Tries rmdir first, because many are empty. Others get a hidden name
 * first, so that a kill leaves no half of one. Fails with a system error.
 */
async function removeTree(path: string, calls: FileCalls): Promise<void> {
  try {
    await calls.rmdir(path);
  } catch (error) {
    if (isMissing(error)) return;
    const hidden = partialPath(path);
    // A mount point cannot be renamed.
    const isHidden = await calls.rename(path, hidden).then(
      () => true,
      () => false,
    );
    await rm(isHidden ? hidden : path, { recursive: true, force: true });
  }
}

/**
 * Removes unfinished files and directories below a directory; with `age`, only those directly in it whose process has
 * ended, or, if that is unknown, that have not changed for so many milliseconds; with `name`, only those of that name.
 * Returns their number. Links are not followed.
 */
export async function removeLocalLeftovers(
  directory: string,
  calls: FileCalls,
  age?: number,
  name?: string,
): Promise<number> {
  let removed = 0;
  const found: Dirent[] = [];
  await calls.readdir(directory, (entry) => found.push(entry)).catch(nullIf(isMissing));
  for (const entry of found) {
    const path = join(directory, entry.name);
    if (name === undefined ? isPartialName(entry.name) : isPartialNameOf(entry.name, name)) {
      const maker = age === undefined ? 'ended' : makerOf(entry.name);
      if (maker === 'running') continue;
      if (age !== undefined && maker === 'unknown') {
        const facts = await lstat(path).catch(nullIf(isMissing));
        if (facts === null || Date.now() - facts.mtimeMs < age) continue;
      }
      await rm(path, { recursive: true, force: true });
      removed++;
    } else if (age === undefined && entry.isDirectory()) {
      removed += await removeLocalLeftovers(path, calls);
    }
  }
  return removed;
}
