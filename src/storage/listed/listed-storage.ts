import { StorageError } from '../../errors/index.js';
import { assertSafeKey, compareCodePoints, joinKey, parentKey } from '../keys/index.js';
import type { DirectoryEntry, ObjectInfo, SizedEntry, Storage } from '../storage.js';
import { PackedListing } from './packed-listing.js';

/** A listing whose keys start at its directory, and a key seen from there. */
interface Place {
  readonly listing: PackedListing;
  readonly directory: string;
  readonly inside: string;
}

/**
 * An object store that is read only and does not change meanwhile. It lists a directory once, however often it is
 * asked for it; one pass over all that is below a directory then answers for every name in it.
 */
export class ListedStorage implements Storage {
  readonly flat = true;
  readonly url: string;
  readonly #storage: Storage;
  readonly #passes: Map<string, Promise<PackedListing>>;
  readonly #directories = new Map<string, Promise<SizedEntry[]>>();
  readonly #onListed: (files: number) => void;

  /** `onListed` is told now and then how many files a pass has met. */
  constructor(
    storage: Storage,
    onListed: (files: number) => void = () => undefined,
    passes = new Map<string, Promise<PackedListing>>(),
  ) {
    this.url = storage.url;
    this.#storage = storage;
    this.#onListed = onListed;
    this.#passes = passes;
  }

  /** The same store seen from a directory further up, where this one's root is called `name`. */
  seenFrom(outer: Storage, name: string): ListedStorage {
    const passes = [...this.#passes].map(
      ([directory, listing]) => [joinKey(name, directory), listing] as const,
    );
    return new ListedStorage(outer, this.#onListed, new Map(passes));
  }

  /** Takes one pass over all that is below a directory, unless one went over it already. */
  async pass(directory: string): Promise<void> {
    await this.#passOver(directory);
  }

  location(key: string): string {
    return this.#storage.location(key);
  }

  async stat(key: string): Promise<ObjectInfo | null> {
    this.#check(key);
    const place = key === '' ? null : await this.#known(key, parentKey(key));
    if (place === null) return this.#storage.stat(key);
    const info = place.listing.find(place.inside);
    return info && { ...info, key };
  }

  async kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    this.#check(key);
    const place = key === '' ? null : await this.#known(key, parentKey(key));
    if (place === null) return this.#storage.kind(key);
    if (place.listing.find(place.inside) !== null) return 'file';
    return place.listing.startingWith(`${place.inside}/`).next().done ? null : 'directory';
  }

  async readDirectory(key: string, start?: string): Promise<SizedEntry[]> {
    this.#check(key);
    const place = await this.#known(key, key);
    if (place !== null) return entriesOf(place, start);
    const question = JSON.stringify([key, start ?? null]);
    const entries = this.#directories.get(question) ?? this.#storage.readDirectory(key, start);
    this.#directories.set(question, entries);
    return entries;
  }

  async *list(prefix: string): AsyncGenerator<ObjectInfo> {
    this.#check(prefix);
    const { listing, directory, inside } = await this.#passOver(prefix);
    for (const info of listing.startingWith(inside === '' ? '' : `${inside}/`)) {
      yield { ...info, key: joinKey(directory, info.key) };
    }
  }

  async storedDigests(key: string) {
    return (await this.#storage.storedDigests?.(key)) ?? [];
  }

  get(key: string, limit?: number) {
    return this.#storage.get(key, limit);
  }

  open(key: string) {
    return this.#storage.open(key);
  }

  close() {
    return this.#storage.close();
  }

  readonly put = this.#refuse;
  readonly createExclusive = this.#refuse;
  readonly createFile = this.#refuse;
  readonly stageDirectory = this.#refuse;
  readonly copyFrom = this.#refuse;
  readonly delete = this.#refuse;
  readonly deleteDirectory = this.#refuse;
  readonly removeLeftovers = this.#refuse;

  /** What the passes so far say of a key, if one went over the directory it is asked in. */
  async #known(key: string, asked: string): Promise<Place | null> {
    for (let directory = asked; ; directory = parentKey(directory)) {
      const listing = await this.#passes.get(directory);
      if (listing !== undefined) {
        const inside = key.slice(directory === '' ? 0 : directory.length + 1);
        return { listing, directory, inside };
      }
      if (directory === '') return null;
    }
  }

  async #passOver(directory: string): Promise<Place> {
    const known = await this.#known(directory, directory);
    if (known !== null) return known;
    const listing = PackedListing.of(below(this.#storage.list(directory), directory), this.#onListed);
    this.#passes.set(directory, listing);
    return { listing: await listing, directory, inside: '' };
  }

  async #refuse(): Promise<never> {
    throw new StorageError('failed', 'it was opened for reading only', { path: this.url });
  }

  #check(key: string): void {
    if (key !== '') assertSafeKey(key, this.location(key));
  }
}

async function* below(listing: AsyncIterable<ObjectInfo>, directory: string): AsyncGenerator<ObjectInfo> {
  const start = directory === '' ? 0 : directory.length + 1;
  for await (const info of listing) yield { ...info, key: info.key.slice(start) };
}

/** What lies directly in a directory, with sizes and from `start` on where that is given; what lies deeper is skipped, not read. */
function entriesOf({ listing, inside }: Place, start?: string): SizedEntry[] {
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
        // A zero comes right after a slash.
        next = `${directory}${name}0`;
        break;
      }
    }
    from = next;
  }
  return entries.sort((a, b) => compareCodePoints(a.name, b.name));
}
