import { keepNewest } from '../base/collections.js';
import type { Mutation } from './forwarding-storage.js';
import { gatherSmall, smallFileBytes } from './gather-small.js';
import { compareCodePoints, joinKey } from './keys.js';
import { ByteCache } from './read-once.js';
import { RememberedStorage } from './remembered-storage.js';
import {
  memoryReader,
  type ObjectInfo,
  type SizedEntry,
  type StagedDirectory,
  type Written,
} from './storage.js';

/** Number of directories whose listings are kept; the least recently used one is dropped. */
const mostDirectories = 32;
/** Objects of the largest directory that is listed at once; of larger ones only answers are remembered. */
const mostObjects = 100_000;
/** Bytes of small written objects that are kept. */
const mostKept = 8 * 1024 * 1024;

/** The objects below a directory. Null: the object may have changed, and is asked for. */
type Objects = Map<string, ObjectInfo | null>;

/** A listing: what it has found so far, and at its end the same; null for a directory that is too large. */
interface Listed {
  objects: Objects | null;
  readonly whole: Promise<Objects | null>;
}

/**
 * A view of an object store that lists some directories, its groups, once, in one pass, and then knows them by what is
 * written. Keys of no group are always asked for. Nobody else may write to a directory until `forget`.
 */
export class ListedDirectories extends RememberedStorage {
  readonly #listed = new Map<string, Listed>();
  /** The small objects that were written last, by ETag and key. */
  readonly #contents = new ByteCache(mostKept);

  override forget(directory: string): void {
    super.forget(directory);
    this.#listed.delete(directory);
  }

  /** Notes that nothing is in a directory, which is not listed then. */
  noteEmpty(directory: string): void {
    const objects: Objects = new Map();
    this.#listed.set(directory, { objects, whole: Promise.resolve(objects) });
  }

  override async stat(key: string): Promise<ObjectInfo | null> {
    const objects = await this.#objects(key);
    const known = objects?.get(key);
    if (objects === null || known === null) {
      const asked = await this.inner.stat(key);
      if (asked === null) objects?.delete(key);
      else objects?.set(key, asked);
      return asked;
    }
    return known ?? null;
  }

  override async kind(key: string) {
    const objects = await this.#objects(key);
    if (objects === null) return super.kind(key);
    if ((await this.stat(key)) !== null) return 'file';
    return (await this.#keysBelow(key, objects)).length > 0 ? 'directory' : null;
  }

  override async readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    const objects = await this.#objects(`${key}/`);
    if (objects === null || start !== undefined) return super.readDirectory(key, start);
    const entries = new Map<string, SizedEntry>();
    for (const path of await this.#keysBelow(key, objects)) {
      const [name = '', ...deeper] = path.slice(key.length + 1).split('/');
      const kind = deeper.length === 0 ? 'file' : 'directory';
      entries.set(`${kind} ${name}`, { name, kind });
    }
    return [...entries.values()].sort((a, b) => compareCodePoints(a.name, b.name));
  }

  override async *list(prefix: string): AsyncIterable<ObjectInfo> {
    const objects = await this.#objects(`${prefix}/`);
    if (objects === null) {
      yield* super.list(prefix);
      return;
    }
    for (const path of (await this.#keysBelow(prefix, objects)).sort(compareCodePoints)) {
      const facts = await this.stat(path);
      if (facts !== null) yield facts;
    }
  }

  override async get(key: string, limit?: number): Promise<Uint8Array> {
    const bytes = this.#contentOf(key);
    return bytes === null || bytes.length > (limit ?? bytes.length)
      ? super.get(key, limit)
      : new Uint8Array(bytes);
  }

  override async open(key: string) {
    const bytes = this.#contentOf(key);
    return bytes === null ? super.open(key) : memoryReader(bytes);
  }

  override async put(key: string, bytes: Uint8Array): Promise<Written> {
    const written = await super.put(key, bytes);
    this.#wrote(key, written, bytes);
    return written;
  }

  override async createFile(key: string, size?: number | null) {
    const create = () => super.createFile(key, size);
    return gatherSmall({ location: this.location(key), put: (bytes) => this.put(key, bytes), create });
  }

  override async stageDirectory(key: string): Promise<StagedDirectory> {
    const objects = await this.#objects(key);
    const before = objects === null ? undefined : await this.#keysBelow(key, objects);
    const staged = await super.stageDirectory(key, before);
    const contents = new ByteCache(mostKept);
    const put = async (name: string, bytes: Uint8Array) => {
      // Copied before the commit: the caller may reuse its buffer.
      if (bytes.length <= smallFileBytes)
        contents.set(name, { size: bytes.length, bytes: new Uint8Array(bytes) });
      await staged.put(name, bytes);
      return {};
    };
    const commit = async () => {
      const written = await staged.commit();
      for (const path of before ?? []) this.#known(key)?.delete(path);
      for (const [name, facts] of written) this.#wrote(joinKey(key, name), facts, contents.get(name)?.bytes);
      return written;
    };
    return {
      ...staged,
      commit,
      put: async (name, bytes) => void (await put(name, bytes)),
      createFile: async (name, size) =>
        gatherSmall({
          location: this.location(joinKey(key, name)),
          put: (bytes) => put(name, bytes),
          create: () => staged.createFile(name, size),
        }),
      // One listing is less than a question for each object.
      abort: () => staged.abort().finally(() => this.forget(this.groupOf(key) ?? '')),
    };
  }

  protected override async mutate<Result>(key: string, method: Mutation, work: () => Promise<Result>) {
    const result = await super.mutate(key, method, work);
    if (method === 'createFile' || method === 'copyFrom') this.#wrote(key, result as Written);
    if (method === 'delete') (await this.#listedOf(key))?.delete(key);
    if (method !== 'deleteDirectory') return result;
    const objects = await this.#listedOf(key);
    for (const path of objects?.keys() ?? []) if (path.startsWith(`${key}/`)) objects?.delete(path);
    return result;
  }

  /** Unfinished directories are found in the listing, which is made again if something was removed. */
  override async removeLeftovers(key: string, age?: number, name?: string): Promise<number> {
    const objects = age === undefined ? await this.#objects(`${key}/`) : null;
    if (objects === null) return super.removeLeftovers(key, age, name);
    const removed = await this.inner.removeLeftovers(key, age, name, await this.#keysBelow(key, objects));
    if (removed > 0) this.forget(this.groupOf(`${key}/`) ?? '');
    return removed;
  }

  protected override changed(key: string, kind: 'file' | 'directory'): void {
    super.changed(key, kind);
    const objects = this.#known(key);
    if (kind === 'file') objects?.set(key, null);
    else for (const path of objects?.keys() ?? []) if (path.startsWith(`${key}/`)) objects?.set(path, null);
  }

  /** Notes an object that was written through this view; without its size and an ETag it is asked for. */
  #wrote(key: string, { bytes: size, etag }: Written, content?: Uint8Array): void {
    const isKnown = size !== undefined && etag !== undefined;
    const objects = this.#known(key);
    objects?.set(key, isKnown ? { key, size, modified: Date.now(), etag } : null);
    // Others, such as ledgers, would take the place of those that may be read again.
    if (objects === null || content === undefined || content.length > smallFileBytes) return;
    this.#contents.set(`${etag} ${key}`, { size: content.length, bytes: new Uint8Array(content) });
  }

  /** Returns an object that is still as it was written; null if it is not kept. */
  #contentOf(key: string): Uint8Array | null {
    const etag = this.#known(key)?.get(key)?.etag;
    return etag === undefined ? null : (this.#contents.get(`${etag} ${key}`)?.bytes ?? null);
  }

  #known(key: string): Objects | null {
    return this.#listed.get(this.groupOf(key) ?? '')?.objects ?? null;
  }

  /** Returns what is known of a key's directory, after a listing that may still find what was deleted meanwhile. */
  async #listedOf(key: string): Promise<Objects | null> {
    await this.#listed.get(this.groupOf(key) ?? '')?.whole.catch(() => null);
    return this.#known(key);
  }

  /** Returns the keys below a directory. Objects that may have changed are asked for. */
  async #keysBelow(directory: string, objects: Objects): Promise<string[]> {
    const below = [...objects.keys()].filter((path) => path.startsWith(`${directory}/`));
    for (const path of below) if (objects.get(path) === null) await this.stat(path);
    return below.filter((path) => objects.has(path));
  }

  /** Returns the objects of a key's directory; null if there is none, or if it is too large. */
  async #objects(key: string): Promise<Objects | null> {
    const directory = this.groupOf(key);
    if (directory === null) return null;
    const listed = this.#listed.get(directory) ?? this.#pass(directory);
    return keepNewest(this.#listed, directory, listed, mostDirectories).whole;
  }

  #pass(directory: string): Listed {
    const objects: Objects = new Map();
    const list = async () => {
      for await (const facts of this.inner.list(directory)) {
        // What was changed meanwhile is newer than the listing.
        if (!objects.has(facts.key)) objects.set(facts.key, facts);
        if (objects.size > mostObjects) {
          listed.objects = null;
          return null;
        }
      }
      return objects;
    };
    const listed: Listed = { objects, whole: list() };
    listed.whole.catch(() => this.forget(directory));
    return listed;
  }
}
