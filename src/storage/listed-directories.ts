import { keepNewest } from '../base/collections.js';
import { ForwardingStorage, withCommit, withStagedCommit } from './forwarding-storage.js';
import { compareCodePoints, joinKey } from './keys.js';
import type { RememberedStorage } from './remembered-storage.js';
import type { FileWriter, ObjectInfo, SizedEntry, StagedDirectory, Storage, Written } from './storage.js';

/** Number of directories whose listings are kept; the least recently used one is dropped. */
const mostDirectories = 32;
/** Objects of the largest directory that is listed at once; larger ones are asked for piece by piece. */
const mostObjects = 100_000;
/** Bytes of small files that are kept for a directory, and of the largest of them. */
const mostKept = 4 * 1024 * 1024;
const smallFile = 256 * 1024;

/** The objects below a directory. Null: the last write did not return the facts of the object. */
interface ListedDirectory {
  readonly objects: Map<string, ObjectInfo | null>;
  readonly contents: Map<string, Uint8Array>;
  kept: number;
}

/**
 * Returns a view of an object store that lists some directories once, in one pass, and then knows them by what is
 * written through this view. `directoryOf` returns that directory of a key, or null: such keys are always asked for.
 * Nobody else may write to a directory until `forget`.
 */
export function listDirectories(
  storage: Storage,
  directoryOf: (key: string) => string | null,
): RememberedStorage {
  return new ListedDirectories(storage, directoryOf);
}

class ListedDirectories extends ForwardingStorage implements RememberedStorage {
  readonly #directoryOf: (key: string) => string | null;
  /** Null: the directory is too large. */
  readonly #listed = new Map<string, Promise<ListedDirectory | null>>();

  constructor(inner: Storage, directoryOf: (key: string) => string | null) {
    super(inner);
    this.#directoryOf = directoryOf;
  }

  forget(directory: string): void {
    this.#listed.delete(directory);
  }

  override async stat(key: string): Promise<ObjectInfo | null> {
    const listed = await this.#listing(key);
    if (listed === null) return super.stat(key);
    const known = listed.objects.get(key);
    if (known !== null) return known ?? null;
    const asked = await super.stat(key);
    if (asked === null) listed.objects.delete(key);
    else listed.objects.set(key, asked);
    return asked;
  }

  override async kind(key: string) {
    const listed = await this.#listing(key);
    if (listed === null) return super.kind(key);
    if (listed.objects.has(key)) return 'file';
    for (const path of listed.objects.keys()) if (path.startsWith(`${key}/`)) return 'directory';
    return null;
  }

  override async readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    const listed = await this.#listing(key);
    if (listed === null || start !== undefined) return super.readDirectory(key, start);
    const entries = new Map<string, SizedEntry>();
    for (const path of keysBelow(listed, key)) {
      const [name = '', ...deeper] = path.slice(key.length + 1).split('/');
      const kind = deeper.length === 0 ? 'file' : 'directory';
      entries.set(`${kind} ${name}`, { name, kind });
    }
    return [...entries.values()].sort((a, b) => compareCodePoints(a.name, b.name));
  }

  override async *list(prefix: string): AsyncIterable<ObjectInfo> {
    const listed = await this.#listing(prefix);
    if (listed === null) {
      yield* super.list(prefix);
      return;
    }
    for (const path of keysBelow(listed, prefix).sort(compareCodePoints)) {
      const facts = await this.stat(path);
      if (facts !== null) yield facts;
    }
  }

  override async get(key: string, limit?: number): Promise<Uint8Array> {
    const listed = await this.#listing(key);
    const known = listed?.contents.get(key);
    if (known !== undefined && known.length <= (limit ?? known.length)) return new Uint8Array(known);
    const bytes = await super.get(key, limit);
    if (listed !== null) keep(listed, key, bytes);
    return bytes;
  }

  override put(key: string, bytes: Uint8Array): Promise<Written> {
    return this.#change(
      key,
      () => super.put(key, bytes),
      (listed, written) => {
        listed.objects.set(key, factsOf(key, bytes.length, written));
        keep(listed, key, bytes);
      },
    );
  }

  override createExclusive(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.#change(
      key,
      () => super.createExclusive(key, bytes),
      (listed) => listed.objects.set(key, null),
    );
  }

  override async createFile(key: string, size?: number | null): Promise<FileWriter> {
    return counted(await super.createFile(key, size), (bytes, commit) =>
      this.#change(key, commit, (listed, written) => listed.objects.set(key, factsOf(key, bytes, written))),
    );
  }

  /** A directory that is being replaced is known as it was before. */
  override async stageDirectory(key: string): Promise<StagedDirectory> {
    const listed = await this.#listing(key);
    const staged = await super.stageDirectory(key, listed === null ? undefined : keysBelow(listed, key));
    const sizes = new Map<string, number>();
    const commit = () =>
      this.#change(
        key,
        () => staged.commit(),
        (listed, written) => {
          for (const path of keysBelow(listed, key)) listed.objects.delete(path);
          for (const [name, size] of sizes) {
            const path = joinKey(key, name);
            listed.objects.set(path, factsOf(path, size, written.get(name) ?? {}));
          }
        },
      );
    return {
      ...withStagedCommit(staged, commit),
      put: (name, bytes) => {
        sizes.set(name, bytes.length);
        return staged.put(name, bytes);
      },
      createFile: async (name, size) =>
        counted(await staged.createFile(name, size), (bytes, commitFile) => {
          sizes.set(name, bytes);
          return commitFile();
        }),
      abort: async () => {
        await staged.abort();
        this.#forgetAround(key);
      },
    };
  }

  override copyFrom(source: Storage, sourceKey: string, key: string) {
    return this.#change(
      key,
      () => super.copyFrom(source, sourceKey, key),
      (listed, copied) => listed.objects.set(key, factsOf(key, copied.bytes, copied)),
    );
  }

  override delete(key: string): Promise<void> {
    return this.#change(
      key,
      () => super.delete(key),
      (listed) => listed.objects.delete(key),
    );
  }

  override async deleteDirectory(key: string): Promise<void> {
    const listed = await this.#listing(key);
    if (listed !== null && keysBelow(listed, key).length === 0) return;
    try {
      await super.deleteDirectory(key);
    } finally {
      this.#forgetAround(key);
    }
  }

  override async removeLeftovers(key: string, age?: number): Promise<number> {
    const removed = await super.removeLeftovers(key, age);
    if (removed > 0) this.#forgetAround(key);
    return removed;
  }

  /** Returns the listing of a key's directory; null if there is none, or if it is too large. */
  async #listing(key: string): Promise<ListedDirectory | null> {
    const directory = this.#directoryOf(key);
    if (directory === null) return null;
    let listed = this.#listed.get(directory);
    if (listed === undefined) {
      const asked = this.#pass(directory);
      asked.catch(() => this.#listed.get(directory) === asked && this.forget(directory));
      listed = asked;
    }
    keepNewest(this.#listed, directory, listed, mostDirectories);
    return listed;
  }

  async #pass(directory: string): Promise<ListedDirectory | null> {
    const listed: ListedDirectory = { objects: new Map(), contents: new Map(), kept: 0 };
    for await (const facts of this.inner.list(directory)) {
      listed.objects.set(facts.key, facts);
      if (listed.objects.size > mostObjects) return null;
    }
    return listed;
  }

  /** Makes a change and notes its result. After a failure the directory is listed again: the change may be made. */
  async #change<Result>(
    key: string,
    work: () => Promise<Result>,
    note: (listed: ListedDirectory, result: Result) => void,
  ): Promise<Result> {
    try {
      const result = await work();
      const listed = await this.#listed.get(this.#directoryOf(key) ?? '');
      if (listed != null) {
        for (const path of listed.contents.keys())
          if (path === key || path.startsWith(`${key}/`)) release(listed, path);
        note(listed, result);
      }
      return result;
    } catch (error) {
      this.#forgetAround(key);
      throw error;
    }
  }

  /** Forgets the directory of a key, and those below it. */
  #forgetAround(key: string): void {
    const own = this.#directoryOf(key);
    for (const directory of [...this.#listed.keys()])
      if (directory === own || key === '' || directory.startsWith(`${key}/`)) this.forget(directory);
  }
}

/** Returns a writer whose commit gets the number of bytes up to the last one that was written. */
function counted(
  writer: FileWriter,
  commit: (bytes: number, commit: () => Promise<Written>) => Promise<Written>,
): FileWriter {
  let end = 0;
  return {
    ...withCommit(writer, () => commit(end, () => writer.commit())),
    write: (offset, bytes, remainder) => {
      end = Math.max(end, offset + bytes.length);
      return writer.write(offset, bytes, remainder);
    },
  };
}

/** Returns the facts of a written object; null if the answer had no ETag. */
function factsOf(key: string, size: number, { etag }: Written): ObjectInfo | null {
  return etag === undefined ? null : { key, size, modified: Date.now(), etag };
}

function keysBelow({ objects }: ListedDirectory, directory: string): string[] {
  return [...objects.keys()].filter((path) => path.startsWith(`${directory}/`));
}

function keep(listed: ListedDirectory, key: string, bytes: Uint8Array): void {
  release(listed, key);
  if (bytes.length > smallFile || listed.kept + bytes.length > mostKept) return;
  listed.contents.set(key, new Uint8Array(bytes));
  listed.kept += bytes.length;
}

function release(listed: ListedDirectory, key: string): void {
  listed.kept -= listed.contents.get(key)?.length ?? 0;
  listed.contents.delete(key);
}
