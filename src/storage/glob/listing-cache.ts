import { parentKey } from '../keys/index.js';
import type { DirectoryEntry, Storage } from '../storage.js';

type Directories = ReadonlyMap<string, readonly DirectoryEntry[]>;

/**
 * Listings of a storage that does not change while it is read: each directory is listed once. On an object store
 * `prepare` takes one pass over all that is below a directory, which then answers for every directory in it.
 */
export class ListingCache {
  readonly storage: Storage;
  readonly #directories = new Map<string, Promise<readonly DirectoryEntry[]>>();
  readonly #passes = new Map<string, Promise<Directories>>();

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** Makes ready for patterns below a directory. */
  prepare(directory: string): void {
    if (!this.storage.flat || this.#passOver(directory) !== undefined) return;
    this.#passes.set(directory, this.#remember(this.#passes, directory, listAll(this.storage, directory)));
  }

  /** Entries directly below a directory; none when there is no such directory. */
  async entries(directory: string): Promise<readonly DirectoryEntry[]> {
    const pass = this.#passOver(directory);
    if (pass !== undefined) return (await pass).get(directory) ?? [];
    const before = this.#directories.get(directory);
    if (before !== undefined) return before;
    const listing = this.#remember(this.#directories, directory, this.storage.readDirectory(directory));
    this.#directories.set(directory, listing);
    return listing;
  }

  /** What lies at a key; null when nothing does. */
  async kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    const parent = parentKey(key);
    if (key === '' || (this.#passOver(parent) === undefined && !this.#directories.has(parent))) {
      return this.storage.kind(key);
    }
    const name = key.slice(parent === '' ? 0 : parent.length + 1);
    const found = (await this.entries(parent)).filter((entry) => entry.name === name);
    return found[0]?.kind ?? null;
  }

  #passOver(directory: string): Promise<Directories> | undefined {
    for (let above = directory; ; above = parentKey(above)) {
      const pass = this.#passes.get(above);
      if (pass !== undefined || above === '') return pass;
    }
  }

  /** A listing that failed is tried again by the next who asks. */
  #remember<Listing>(
    listings: Map<string, Promise<Listing>>,
    directory: string,
    listing: Promise<Listing>,
  ): Promise<Listing> {
    listing.catch(() => listings.delete(directory));
    return listing;
  }
}

async function listAll(storage: Storage, top: string): Promise<Directories> {
  const directories = new Map<string, Map<string, DirectoryEntry>>();
  for await (const { key } of storage.list(top)) {
    let [child, kind]: [string, DirectoryEntry['kind']] = [key, 'file'];
    while (child !== top) {
      const parent = parentKey(child);
      const name = child.slice(parent === '' ? 0 : parent.length + 1);
      const entries = directories.get(parent) ?? new Map<string, DirectoryEntry>();
      directories.set(parent, entries);
      const known = entries.has(`${kind} ${name}`);
      entries.set(`${kind} ${name}`, { name, kind });
      if (known) break;
      [child, kind] = [parent, 'directory'];
    }
  }
  return new Map([...directories].map(([key, entries]) => [key, [...entries.values()]]));
}
