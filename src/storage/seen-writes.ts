import { setTimeout as pause } from 'node:timers/promises';
import { keepNewest } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { ForwardingStorage, withCommit, withStagedCommit } from './forwarding-storage.js';
import { joinKey } from './keys.js';
import type { ObjectInfo, Storage } from './storage.js';

/** Number of keys of which it is known whether they were written or deleted last. */
const keptKeys = 4096;
/** Milliseconds before a listing that lags is asked for again: 13 s together. */
const pauses: readonly number[] = [100, 200, 400, 800, 1600, 3200, 6400];

/**
 * Returns a view of an object store whose listings must show what was written and not what was deleted through this
 * view a moment ago. Some providers' listings lag: what is decided by one would be wrong. A listing that lags is asked
 * for again; one that still does fails with a StorageError. Keys for which `isWatched` is false are left out: others
 * delete them too.
 */
export function seeWrites(
  storage: Storage,
  isWatched: (key: string) => boolean,
  waits: readonly number[] = pauses,
): Storage {
  return storage.flat ? new SeenWrites(storage, isWatched, waits) : storage;
}

class SeenWrites extends ForwardingStorage {
  readonly #isWatched: (key: string) => boolean;
  #waits: readonly number[];
  /** True for keys that were written last, false for those that were deleted. */
  readonly #keys = new Map<string, boolean>();

  constructor(inner: Storage, isWatched: (key: string) => boolean, waits: readonly number[]) {
    super(inner);
    this.#isWatched = isWatched;
    this.#waits = waits;
  }

  override put(key: string, bytes: Uint8Array) {
    return this.#after(super.put(key, bytes), key, true);
  }

  override async createFile(key: string, size?: number | null) {
    const writer = await super.createFile(key, size);
    return withCommit(writer, () => this.#after(writer.commit(), key, true));
  }

  override async stageDirectory(key: string) {
    this.#forget(key);
    const staged = await super.stageDirectory(key);
    return withStagedCommit(staged, async () => {
      const written = await staged.commit();
      for (const relativeKey of written.keys()) this.#note(joinKey(key, relativeKey), true);
      return written;
    });
  }

  override copyFrom(source: Storage, sourceKey: string, key: string) {
    return this.#after(super.copyFrom(source, sourceKey, key), key, true);
  }

  override delete(key: string) {
    return this.#after(super.delete(key), key, false);
  }

  override async deleteDirectory(key: string) {
    await super.deleteDirectory(key);
    for (const [path] of [...this.#below(key)]) this.#note(joinKey(key, path), false);
  }

  override removeLeftovers(key: string, age?: number, name?: string) {
    this.#forget(key);
    return super.removeLeftovers(key, age, name);
  }

  override kind(key: string) {
    const [written] = [...this.#below(key)].find(([, isWritten]) => isWritten) ?? [];
    return this.#upToDate(
      () => super.kind(key),
      (kind) => (kind === null && written !== undefined ? joinKey(key, written) : null),
    );
  }

  override readDirectory(key: string, start = '') {
    return this.#upToDate(
      () => super.readDirectory(key, start === '' ? undefined : start),
      (entries) => {
        const names = new Set(entries.map(({ name }) => name));
        return this.#lagging(key, (path, isWritten) => {
          const [name = '', below] = path.split('/');
          if (!name.startsWith(start)) return false;
          return isWritten ? !names.has(name) : below === undefined && names.has(name);
        });
      },
    );
  }

  override async *list(prefix: string): AsyncIterable<ObjectInfo> {
    if (this.#below(prefix).next().done === true) return yield* super.list(prefix);
    const listed = async () => {
      const files: ObjectInfo[] = [];
      for await (const file of super.list(prefix)) files.push(file);
      return files;
    };
    yield* await this.#upToDate(listed, (files) => {
      const keys = new Set(files.map(({ key }) => key));
      return this.#lagging(prefix, (path, isWritten) => keys.has(joinKey(prefix, path)) !== isWritten);
    });
  }

  /** Asks until `lagsAt` returns null, not a key of which the answer is out of date. */
  async #upToDate<Answer>(
    ask: () => Promise<Answer>,
    lagsAt: (answer: Answer) => string | null,
  ): Promise<Answer> {
    let answer = await ask();
    for (const wait of this.#waits) {
      if (lagsAt(answer) === null) return answer;
      await pause(wait);
      answer = await ask();
    }
    const key = lagsAt(answer);
    if (key === null) return answer;
    // The next one would be waited for in vain.
    this.#waits = [];
    const found = this.#keys.get(key) === true ? 'not listed' : 'listed still';
    const facts = { expected: 'what was just written or deleted there', found, hint: 'run again later' };
    throw new StorageError('failed', 'listings of the bucket lag', { path: this.location(key), ...facts });
  }

  /** Returns the first known key below a directory for which `isLagging` is true, or null. */
  #lagging(directory: string, isLagging: (path: string, isWritten: boolean) => boolean): string | null {
    for (const [path, isWritten] of this.#below(directory))
      if (isLagging(path, isWritten)) return joinKey(directory, path);
    return null;
  }

  /** Yields the known keys below a directory, relative to it. */
  *#below(directory: string): Generator<readonly [path: string, isWritten: boolean]> {
    const start = directory === '' ? '' : `${directory}/`;
    for (const [key, isWritten] of this.#keys)
      if (key.startsWith(start)) yield [key.slice(start.length), isWritten];
  }

  async #after<Result>(change: Promise<Result>, key: string, isWritten: boolean): Promise<Result> {
    const result = await change;
    this.#note(key, isWritten);
    return result;
  }

  #note(key: string, isWritten: boolean): void {
    if (this.#isWatched(key)) keepNewest(this.#keys, key, isWritten, keptKeys);
  }

  /** Forgets what is below a directory: it is replaced object by object. */
  #forget(directory: string): void {
    for (const [path] of [...this.#below(directory)]) this.#keys.delete(joinKey(directory, path));
  }
}
