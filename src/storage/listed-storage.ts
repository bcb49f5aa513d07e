import { getOrMake } from '../base/collections.js';
import { ForwardingStorage } from './forwarding-storage.js';
import { assertSafeKey, compareCodePoints, joinKey, parentKey } from './keys.js';
import { PackedListing } from './packed-listing.js';
import {
  type DirectoryEntry,
  type ObjectInfo,
  refusedWrites,
  type SizedEntry,
  type Storage,
} from './storage.js';

/** A key below a listed directory: the listing, the directory, and the key relative to it. */
interface ListedKey {
  readonly listing: PackedListing;
  readonly directory: string;
  readonly inside: string;
}

/**
 * A read-only view of an object store that does not change meanwhile. It lists each directory once. One pass over
 * everything below a directory answers all later questions about names in it.
 */
export class ListedStorage extends ForwardingStorage {
  readonly #passes: Map<string, Promise<PackedListing>>;
  readonly #directories = new Map<string, Promise<SizedEntry[]>>();
  readonly #onListed: (files: number) => void;

  /** `onListed` is called with the number of files that a pass has found so far. */
  constructor(
    storage: Storage,
    onListed: (files: number) => void = () => undefined,
    passes = new Map<string, Promise<PackedListing>>(),
  ) {
    super(storage);
    Object.assign(
      this,
      refusedWrites('it was opened for reading only', () => this.url),
    );
    this.#onListed = onListed;
    this.#passes = passes;
  }

  /**
   * Returns a view of the same store from `outer`, in which this view's root is the directory `name`. Listings are
   * shared.
   */
  seenFrom(outer: Storage, name: string): ListedStorage {
    const passes = [...this.#passes].map(
      ([directory, listing]) => [joinKey(name, directory), listing] as const,
    );
    return new ListedStorage(outer, this.#onListed, new Map(passes));
  }

  /** Lists everything below a directory in one pass, unless a pass has covered it already. */
  async pass(directory: string): Promise<void> {
    await this.#passOver(directory);
  }

  override async stat(key: string): Promise<ObjectInfo | null> {
    this.#check(key);
    const listed = key === '' ? null : await this.#known(key, parentKey(key));
    if (listed === null) return super.stat(key);
    const info = listed.listing.find(listed.inside);
    return info && { ...info, key };
  }

  override async kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    this.#check(key);
    const listed = key === '' ? null : await this.#known(key, parentKey(key));
    if (listed === null) return super.kind(key);
    if (listed.listing.find(listed.inside) !== null) return 'file';
    return listed.listing.startingWith(`${listed.inside}/`).next().done ? null : 'directory';
  }

  override async readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    this.#check(key);
    const listed = await this.#known(key, key);
    if (listed !== null) return entriesOf(listed, start);
    const question = JSON.stringify([key, start ?? null]);
    return getOrMake(this.#directories, question, () => super.readDirectory(key, start));
  }

  override async *list(prefix: string): AsyncGenerator<ObjectInfo> {
    this.#check(prefix);
    const { listing, directory, inside } = await this.#passOver(prefix);
    for (const info of listing.startingWith(inside === '' ? '' : `${inside}/`)) {
      yield { ...info, key: joinKey(directory, info.key) };
    }
  }

  /** Returns the listing that covers the directory `asked`, if there is one, with `key` relative to it. */
  async #known(key: string, asked: string): Promise<ListedKey | null> {
    for (let directory = asked; ; directory = parentKey(directory)) {
      const listing = await this.#passes.get(directory);
      if (listing !== undefined) {
        const inside = key.slice(directory === '' ? 0 : directory.length + 1);
        return { listing, directory, inside };
      }
      if (directory === '') return null;
    }
  }

  async #passOver(directory: string): Promise<ListedKey> {
    const known = await this.#known(directory, directory);
    if (known !== null) return known;
    const listing = PackedListing.of(below(super.list(directory), directory), this.#onListed);
    this.#passes.set(directory, listing);
    return { listing: await listing, directory, inside: '' };
  }

  #check(key: string): void {
    if (key !== '') assertSafeKey(key, this.location(key));
  }
}

async function* below(listing: AsyncIterable<ObjectInfo>, directory: string): AsyncGenerator<ObjectInfo> {
  const start = directory === '' ? 0 : directory.length + 1;
  for await (const info of listing) yield { ...info, key: info.key.slice(start) };
}

/**
 * Returns the entries directly in a directory, with sizes if `start` is given, and then only names that begin with it.
 * Deeper keys are skipped by a search, not read one by one.
 */
function entriesOf({ listing, inside }: ListedKey, start?: string): SizedEntry[] {
  const directory = inside === '' ? '' : `${inside}/`;
  const beginning = `${directory}${start ?? ''}`;
  const entries: SizedEntry[] = [];
  for (let from: string | null = beginning; from !== null; ) {
    let next: string | null = null;
    for (const { key, size } of listing.from(from)) {
      if (!key.startsWith(beginning)) break;
      const [name = '', ...deeper] = key.slice(directory.length).split('/');
      if (deeper.length === 0) entries.push({ name, kind: 'file', ...(start === undefined ? {} : { size }) });
      else {
        entries.push({ name, kind: 'directory' });
        // `0` is the character after `/`, so this is the first key after the directory.
        next = `${directory}${name}0`;
        break;
      }
    }
    from = next;
  }
  return entries.sort((a, b) => compareCodePoints(a.name, b.name));
}
