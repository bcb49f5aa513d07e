import { setTimeout as pause } from 'node:timers/promises';
import { keepNewest } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { ForwardingStorage, withCommit, withStagedCommit } from './forwarding-storage.js';
import { joinKey } from './keys.js';
import type { DirectoryEntry, ObjectInfo, SizedEntry, Storage } from './storage.js';

/** Number of keys of which it is known whether they were written or deleted last. */
const keptKeys = 4096;
/** Milliseconds before a listing that lacks what was written is asked for again: 13 s together. */
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
  readonly #waits: readonly number[];
  /** True for keys that were written last, false for those that were deleted. */
  readonly #keys = new Map<string, boolean>();
  /** True once a listing lagged for as long as is waited: the next ones are not waited for. */
  #isHopeless = false;

  constructor(inner: Storage, isWatched: (key: string) => boolean, waits: readonly number[]) {
    super(inner);
    this.#isWatched = isWatched;
    this.#waits = waits;
  }

  override async put(key: string, bytes: Uint8Array) {
    const written = await super.put(key, bytes);
    this.#note(key, true);
    return written;
  }

  override async createExclusive(key: string, bytes: Uint8Array) {
    const isNew = await super.createExclusive(key, bytes);
    if (isNew) this.#note(key, true);
    return isNew;
  }

  override async createFile(key: string, size?: number | null) {
    const writer = await super.createFile(key, size);
    return withCommit(writer, async () => {
      const written = await writer.commit();
      this.#note(key, true);
      return written;
    });
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

  override async copyFrom(source: Storage, sourceKey: string, key: string) {
    const copied = await super.copyFrom(source, sourceKey, key);
    this.#note(key, true);
    return copied;
  }

  override async delete(key: string) {
    await super.delete(key);
    this.#note(key, false);
  }

  override async deleteDirectory(key: string) {
    await super.deleteDirectory(key);
    for (const below of [...this.#keys.keys()]) if (below.startsWith(`${key}/`)) this.#note(below, false);
  }

  override removeLeftovers(key: string, age?: number, name?: string) {
    this.#forget(key);
    return super.removeLeftovers(key, age, name);
  }

  override kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    const isThere = [...this.#below(key)].some(([, isWritten]) => isWritten);
    return this.#upToDate(
      () => super.kind(key),
      (kind) => (kind === null && isThere ? key : null),
    );
  }

  override readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    return this.#upToDate(
      () => super.readDirectory(key, start),
      (entries) => {
        const kinds = new Map(entries.map(({ name, kind }) => [name, kind]));
        for (const [path, isWritten] of this.#below(key)) {
          const [name = '', ...rest] = path.split('/');
          const kind = rest.length === 0 ? 'file' : 'directory';
          if (!name.startsWith(start ?? '')) continue;
          if (isWritten ? kinds.get(name) === undefined : kind === 'file' && kinds.get(name) === 'file')
            return joinKey(key, path);
        }
        return null;
      },
    );
  }

  override async *list(prefix: string): AsyncIterable<ObjectInfo> {
    if ([...this.#below(prefix)].length === 0) {
      yield* super.list(prefix);
      return;
    }
    yield* await this.#upToDate(
      async () => {
        const files: ObjectInfo[] = [];
        for await (const file of super.list(prefix)) files.push(file);
        return files;
      },
      (files) => {
        const keys = new Set(files.map(({ key }) => key));
        for (const [path, isWritten] of this.#below(prefix))
          if (keys.has(joinKey(prefix, path)) !== isWritten) return joinKey(prefix, path);
        return null;
      },
    );
  }

  /** Asks until `lagsAt` returns null, not a key of which the answer is out of date. */
  async #upToDate<Answer>(
    ask: () => Promise<Answer>,
    lagsAt: (answer: Answer) => string | null,
  ): Promise<Answer> {
    for (let tries = 0; ; tries += 1) {
      const answer = await ask();
      const key = lagsAt(answer);
      if (key === null) return answer;
      const wait = this.#isHopeless ? undefined : this.#waits[tries];
      if (wait !== undefined) {
        await pause(wait);
        continue;
      }
      this.#isHopeless = true;
      const isWritten = this.#keys.get(key) !== false;
      throw new StorageError('failed', 'listings of the bucket lag', {
        path: this.location(key),
        expected: isWritten ? 'listed, since it was just written' : 'not listed, since it was just deleted',
        found: isWritten ? 'not listed' : 'listed',
        hint: 'run again later',
      });
    }
  }

  /** Yields the known keys below a directory, relative to it. */
  *#below(directory: string): Generator<readonly [path: string, isWritten: boolean]> {
    const start = directory === '' ? '' : `${directory}/`;
    for (const [key, isWritten] of this.#keys)
      if (key.startsWith(start)) yield [key.slice(start.length), isWritten];
  }

  #note(key: string, isWritten: boolean): void {
    if (this.#isWatched(key)) keepNewest(this.#keys, key, isWritten, keptKeys);
  }

  /** Forgets what is below a directory: it is replaced object by object. */
  #forget(directory: string): void {
    const start = directory === '' ? '' : `${directory}/`;
    for (const key of [...this.#keys.keys()]) if (key.startsWith(start)) this.#keys.delete(key);
  }
}
