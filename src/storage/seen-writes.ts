import { setTimeout as pause } from 'node:timers/promises';
import { keepNewest } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { ForwardingStorage, type Mutation } from './forwarding-storage.js';
import { joinKey } from './keys.js';
import type { ObjectInfo, Storage } from './storage.js';

/** Number of keys that are known as written. */
const keptKeys = 4096;
/** Milliseconds before a listing that lags is asked for again: 13 s together. */
const pauses: readonly number[] = [100, 200, 400, 800, 1600, 3200, 6400];

/**
 * Returns a view of an object store whose listings must show what was written through this view a moment ago. Some
 * providers' listings lag: what is decided by one would be wrong. A listing that lags is asked for again; one that
 * still does fails with a StorageError. Keys for which `isWatched` is false are left out: others delete them.
 */
export function seeWrites(
  storage: Storage,
  isWatched: (key: string) => boolean,
  waits: readonly number[] = pauses,
): Storage {
  return storage.flat ? new SeenWrites(storage, isWatched, waits) : storage;
}

class SeenWrites extends ForwardingStorage {
  /** Keys that were written last; false: no listing showed them after all waits. */
  readonly #keys = new Map<string, boolean>();

  constructor(
    inner: Storage,
    private readonly isWatched: (key: string) => boolean,
    private readonly waits: readonly number[],
  ) {
    super(inner);
  }

  override stageDirectory(key: string, before?: readonly string[]) {
    this.#forget(key);
    return super.stageDirectory(key, before);
  }

  protected override async mutate<Result>(key: string, method: Mutation, work: () => Promise<Result>) {
    if (method === 'delete') this.#keys.delete(key);
    else if (method === 'deleteDirectory' || method === 'removeLeftovers') this.#forget(key);
    const written = await work();
    if (method === 'put' || method === 'createFile' || method === 'copyFrom') this.#note(key);
    else if (written instanceof Map)
      for (const name of written.keys()) this.#note(joinKey(key, String(name)));
    return written;
  }

  override kind(key: string) {
    return this.#upToDate(
      key,
      () => super.kind(key),
      (kind) => () => kind !== null,
    );
  }

  override readDirectory(key: string, start?: string) {
    return this.#upToDate(
      key,
      () => super.readDirectory(key, start),
      (entries) => {
        const names = new Set(entries.map(({ name }) => name));
        return (path) => names.has(path.split('/')[0] ?? '') || !path.startsWith(start ?? '');
      },
    );
  }

  override async *list(prefix: string): AsyncIterable<ObjectInfo> {
    if (this.#below(prefix).length === 0) return yield* super.list(prefix);
    const listed = async () => {
      const files: ObjectInfo[] = [];
      for await (const file of super.list(prefix)) files.push(file);
      return files;
    };
    yield* await this.#upToDate(prefix, listed, (files) => {
      const keys = new Set(files.map(({ key }) => key));
      return (path) => keys.has(joinKey(prefix, path));
    });
  }

  /**
   * Returns an answer about a directory that shows all paths written below it, by `shownIn`; asks again while one is
   * not shown. Fails with a StorageError if it stays so.
   */
  async #upToDate<Answer>(
    directory: string,
    ask: () => Promise<Answer>,
    shownIn: (answer: Answer) => (path: string) => boolean,
  ): Promise<Answer> {
    let answer = await ask();
    const lagging = () => {
      const isShown = shownIn(answer);
      return this.#below(directory).filter((path) => !isShown(path));
    };
    const keyOf = (path: string) => joinKey(directory, path);
    for (const wait of this.waits) {
      if (!lagging().some((path) => this.#keys.get(keyOf(path)))) break;
      await pause(wait);
      answer = await ask();
    }
    const paths = lagging();
    const [path] = paths;
    if (path === undefined) return answer;
    // Another program may have deleted them: they would be waited for in vain, unlike others.
    for (const each of paths) this.#keys.set(keyOf(each), false);
    throw new StorageError('failed', 'listings of the bucket lag', {
      path: this.location(keyOf(path)),
      expected: 'what was just written there',
      found: 'not listed',
      hint: 'run again later',
    });
  }

  /** Returns the known keys below a directory, relative to it. */
  #below(directory: string): string[] {
    const start = directory === '' ? '' : `${directory}/`;
    return [...this.#keys.keys()]
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
  }

  #note(key: string): void {
    if (this.isWatched(key)) keepNewest(this.#keys, key, true, keptKeys);
  }

  #forget(directory: string): void {
    for (const path of this.#below(directory)) this.#keys.delete(joinKey(directory, path));
  }
}
