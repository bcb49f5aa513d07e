import { keepNewest } from '../base/collections.js';
import { withStagedCommit } from './forwarding-storage.js';
import { compareCodePoints, joinKey } from './keys.js';
import { RememberedStorage } from './remembered-storage.js';
import type { ObjectInfo, SizedEntry, StagedDirectory } from './storage.js';

/** Number of directories whose listings are kept; the least recently used one is dropped. */
const mostDirectories = 32;
/** Objects of the largest directory that is listed at once; of larger ones only answers are remembered. */
const mostObjects = 100_000;

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

  override forget(directory: string): void {
    super.forget(directory);
    this.#listed.delete(directory);
  }

  /** Notes the facts of an object that was written through this view; without an ETag it is asked for. */
  wrote({ key, size, etag }: Omit<ObjectInfo, 'modified'>): void {
    if (etag !== undefined) this.#known(key)?.set(key, { key, size, modified: Date.now(), etag });
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
    const objects = await this.#objects(key);
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
    const objects = await this.#objects(prefix);
    if (objects === null) {
      yield* super.list(prefix);
      return;
    }
    for (const path of (await this.#keysBelow(prefix, objects)).sort(compareCodePoints)) {
      const facts = await this.stat(path);
      if (facts !== null) yield facts;
    }
  }

  override async stageDirectory(key: string): Promise<StagedDirectory> {
    const objects = await this.#objects(key);
    const before = objects === null ? undefined : await this.#keysBelow(key, objects);
    const staged = await super.stageDirectory(key, before);
    const commit = async () => {
      const written = await staged.commit();
      for (const path of before ?? []) this.#known(key)?.delete(path);
      for (const name of written.keys()) this.#known(key)?.set(joinKey(key, name), null);
      return written;
    };
    return {
      ...withStagedCommit(staged, commit),
      // One listing is less than a question for each object.
      abort: () => staged.abort().finally(() => this.forget(this.groupOf(key) ?? '')),
    };
  }

  override async delete(key: string): Promise<void> {
    await super.delete(key);
    (await this.#listedOf(key))?.delete(key);
  }

  override async deleteDirectory(key: string): Promise<void> {
    await super.deleteDirectory(key);
    const objects = await this.#listedOf(key);
    for (const path of objects?.keys() ?? []) if (path.startsWith(`${key}/`)) objects?.delete(path);
  }

  protected override changed(key: string, kind: 'file' | 'directory'): void {
    super.changed(key, kind);
    const objects = this.#known(key);
    if (kind === 'file') objects?.set(key, null);
    else for (const path of objects?.keys() ?? []) if (path.startsWith(`${key}/`)) objects?.set(path, null);
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
    keepNewest(this.#listed, directory, listed, mostDirectories);
    return listed.whole;
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
