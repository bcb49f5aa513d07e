import { basename, dirname, join, resolve } from 'node:path';
import { StorageError } from '../../errors/index.js';
import { copyThrough } from '../copy-through.js';
import { bareStorage } from '../forwarding-storage.js';
import { assertSafeKey, compareCodePoints } from '../keys/index.js';
import { partialName } from '../partial-name.js';
import type { Copied, SizedEntry, Storage } from '../storage.js';
import { copyLocalFile } from './copy-file.js';
import { createExclusive } from './create-exclusive.js';
import { FileCalls } from './file-calls.js';
import { freeBytes } from './free-bytes.js';
import { explain, isMissing, toStorageError } from './fs-error.js';
import { anyLink, createLinkGuard, type LinkGuard } from './link-guard.js';
import { listFiles } from './list-files.js';
import { openLocalReader } from './local-reader.js';
import { createLocalWriter, nameFile, writeNewFile } from './local-writer.js';
import { measureEntries } from './measure-entries.js';
import { readEntries } from './read-entries.js';
import { removeLocalLeftovers, removeOldLocalLeftovers } from './remove-leftovers.js';
import { removeTree } from './remove-tree.js';
import { stageLocalDirectory } from './staged-directory.js';

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
