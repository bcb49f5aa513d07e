import { statSync } from 'node:fs';
import { lstat, readdir, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { StorageError } from '../../base/errors.js';
import { bareStorage } from '../forwarding-storage.js';
import { assertSafeKey, compareCodePoints } from '../keys.js';
import { isPartialName, partialName } from '../partial-name.js';
import { type Copied, copyThrough, type SizedEntry, type Storage } from '../storage.js';
import { FileCalls } from './file-calls.js';
import { explain, isMissing, toStorageError } from './fs-error.js';
import {
  anyLink,
  createLinkGuard,
  type LinkGuard,
  type LocalEntry,
  listFiles,
  readEntries,
} from './list-files.js';
import { copyLocalFile, openLocalReader } from './local-reader.js';
import { createExclusive, createLocalWriter, nameFile, writeNewFile } from './local-writer.js';
import { stageLocalDirectory } from './staged-directory.js';

/** Files whose sizes are asked for in one go. */
const atATime = 1000;

/**
 * Entries of the directory at `path` with the sizes of its files; not of those that links stand for, which may lead out. In
 * turn, since a call takes microseconds where a promise takes ten times that, and network file systems foresee the next.
 */
async function measureEntries(path: string, entries: readonly LocalEntry[]): Promise<SizedEntry[]> {
  const sized: SizedEntry[] = [];
  for (const [index, { name, kind, isLink }] of entries.entries()) {
    if (index % atATime === atATime - 1) await pause();
    const facts =
      kind === 'file' && isLink !== true ? statSync(join(path, name), { throwIfNoEntry: false }) : undefined;
    sized.push(facts === undefined ? { name, kind } : { name, kind, size: facts.size });
  }
  return sized;
}

/** How a directory is used. */
export interface LocalOptions {
  /** Whether symbolic links may lead out of it; they are refused otherwise. */
  readonly followLinks?: boolean;
}

/** The storage below a directory, which need not exist; `url` is how the user named it. */
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
    if (facts?.isDirectory()) return 'directory';
    return facts?.isFile() ? 'file' : null;
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
    this.#path(prefix);
    try {
      await this.#links.check(this.#path(prefix), this.location(prefix));
      yield* listFiles(
        this.#root,
        prefix,
        this.#links,
        this.#calls,
        (key) => this.location(key),
        isEverything,
      );
    } catch (cause) {
      throw toStorageError(cause, this.location(prefix));
    }
  }

  freeBytes() {
    return freeBytes(this.#root);
  }

  async get(key: string, limit = Number.POSITIVE_INFINITY) {
    const reader = await this.open(key);
    try {
      if (reader.size > limit) {
        throw new StorageError('too-large', 'exceeds the size limit', {
          path: this.location(key),
          expected: `at most ${limit} bytes`,
          found: `${reader.size} bytes`,
        });
      }
      const bytes = await reader.read(0, reader.size);
      await reader.checkUnchanged();
      return bytes;
    } finally {
      await reader.close();
    }
  }

  async open(key: string) {
    return openLocalReader(await this.#checkedPath(key), this.location(key), this.#calls);
  }

  async put(key: string, bytes: Uint8Array) {
    const path = await this.#parentChecked(key);
    const partial = join(dirname(path), partialName(basename(path)));
    await explain(this.location(key), async () => {
      await writeNewFile(partial, bytes, this.#calls);
      await nameFile(partial, path, this.#calls);
    });
    return {};
  }

  async createExclusive(key: string, bytes: Uint8Array) {
    const path = await this.#parentChecked(key);
    return explain(this.location(key), () => createExclusive(path, bytes, this.#calls));
  }

  async createFile(key: string) {
    return createLocalWriter(await this.#parentChecked(key), this.location(key), this.#calls);
  }

  async stageDirectory(key: string) {
    return stageLocalDirectory(await this.#parentChecked(key), this.location(key), this.#calls);
  }

  async copyFrom(given: Storage, sourceKey: string, key: string): Promise<Copied> {
    const source = bareStorage(given);
    const path = await this.#parentChecked(key);
    if (!(source instanceof LocalStorage)) return copyThrough(given, sourceKey, await this.createFile(key));
    const from = source.#filePath(sourceKey);
    await (await source.open(sourceKey)).close();
    const bytes = await explain(this.location(key), () =>
      copyLocalFile(from, source.location(sourceKey), path, this.#calls),
    );
    return { bytes };
  }

  async delete(key: string) {
    const path = await this.#parentChecked(key);
    await explain(this.location(key), () => this.#calls.unlink(path).catch(unlessMissing));
  }

  async deleteDirectory(key: string) {
    const path = await this.#parentChecked(key);
    await explain(this.location(key), () => removeTree(path, this.#calls));
  }

  async removeLeftovers(key: string, age?: number) {
    const path = key === '' ? this.#root : await this.#parentChecked(key);
    return explain(this.location(key), () =>
      age === undefined ? removeLocalLeftovers(path) : removeOldLocalLeftovers(path, age),
    );
  }

  async close() {}

  async #facts(key: string) {
    const path = this.#path(key);
    return explain(this.location(key), () => this.#calls.stat(path).catch(unlessMissing));
  }

  /** The path of a file that is read: neither it nor a directory above it may be a link that leads out. */
  async #checkedPath(key: string): Promise<string> {
    const path = this.#filePath(key);
    await explain(this.location(key), () => this.#links.check(path, this.location(key)));
    return path;
  }

  /** The path of what is written or removed: a link of that name is replaced, those above it may not lead out. */
  async #parentChecked(key: string): Promise<string> {
    const path = this.#filePath(key);
    await explain(this.location(key), () => this.#links.check(dirname(path), this.location(key)));
    return path;
  }

  #path(key: string): string {
    return key === '' ? this.#root : this.#filePath(key);
  }

  #filePath(key: string): string {
    assertSafeKey(key, this.location(key));
    return join(this.#root, key);
  }
}

function unlessMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}

/** Bytes that an ordinary user can still write at a path, or where it would be made; null where that cannot be told. */
async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) return null;
    return freeBytes(dirname(path));
  }
}

/** Removes a directory and all below it; many that an ingest removes are empty. Fails with a system error. */
async function removeTree(path: string, calls: FileCalls): Promise<void> {
  try {
    await calls.rmdir(path);
  } catch (error) {
    if (!isMissing(error)) await rm(path, { recursive: true, force: true });
  }
}

/** Removes everything with a hidden name of ours below a directory; returns how many. Links are not followed. */
async function removeLocalLeftovers(directory: string): Promise<number> {
  let removed = 0;
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(orNothing)) {
    const path = join(directory, entry.name);
    if (isPartialName(entry.name)) {
      await rm(path, { recursive: true, force: true });
      removed++;
    } else if (entry.isDirectory()) {
      removed += await removeLocalLeftovers(path);
    }
  }
  return removed;
}

/** Removes what lies right in a directory under a hidden name of ours and has not changed for `age` milliseconds. */
async function removeOldLocalLeftovers(directory: string, age: number): Promise<number> {
  let removed = 0;
  for (const name of (await readdir(directory).catch(orNothing)).filter(isPartialName)) {
    const path = join(directory, name);
    const facts = await lstat(path).catch(orNull);
    if (facts === null || Date.now() - facts.mtimeMs < age) continue;
    await rm(path, { recursive: true, force: true });
    removed++;
  }
  return removed;
}

function orNothing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}

function orNull(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}
