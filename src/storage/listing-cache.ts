import { compareCodePoints, parentKey } from './keys.js';
import { isPartialName } from './partial-name.js';
import type { DirectoryEntry, SizedEntry, Storage } from './storage.js';

/** What lies directly in one directory, ascending by name, without files in the making. */
export class Listing {
  readonly entries: readonly SizedEntry[];

  constructor(entries: Iterable<SizedEntry>) {
    this.entries = [...entries]
      .filter(({ name }) => !isPartialName(name))
      .sort((a, b) => compareCodePoints(a.name, b.name) || compareKinds(a, b));
  }

  /** Entries whose names begin so; takes no look at the others, of which a directory may hold very many. */
  startingWith(prefix: string): readonly SizedEntry[] {
    if (prefix === '') return this.entries;
    const start = this.#firstNotBefore(prefix);
    let end = start;
    while (this.entries[end]?.name.startsWith(prefix)) end++;
    return this.entries.slice(start, end);
  }

  /** The entry of a name; an object store may hold an object and a prefix of one name, which is the object then. */
  find(name: string): SizedEntry | null {
    const entry = this.entries[this.#firstNotBefore(name)];
    return entry?.name === name ? entry : null;
  }

  #firstNotBefore(name: string): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareCodePoints(this.entries[middle]?.name ?? '', name) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compareKinds(first: DirectoryEntry, second: DirectoryEntry): number {
  if (first.kind === second.kind) return 0;
  return first.kind === 'file' ? -1 : 1;
}

/** What was listed, and the round that asked for it last. */
interface Held<Result> {
  readonly result: Promise<Result>;
  lastRound: number;
}

type Tree = ReadonlyMap<string, Listing>;

/** Rounds that a listing is kept for without being asked for. */
const keptRounds = 64;
const nothing = new Listing([]);

/**
 * How a storage is listed. `whole`: of an object store all that is below a directory at once; `survey`: so too, and directories
 * of a file system with sizes, since all of their files are asked for; `by-name`: of an object store what begins with the
 * names that are asked for.
 */
export type ListingManner = 'whole' | 'survey' | 'by-name';

/**
 * Listings of a storage that does not change while it is read: each directory is listed once. On an object store
 * `prepare` takes one pass over all that is below a directory, which then answers for every directory in it; listed by name,
 * only patterns with `**` need that.
 */
export class ListingCache {
  readonly storage: Storage;
  readonly #isByName: boolean;
  readonly #isSurvey: boolean;
  readonly #directories = new Map<string, Held<Listing>>();
  readonly #trees = new Map<string, Held<Tree>>();
  #round = 0;

  constructor(storage: Storage, manner: ListingManner = 'whole') {
    this.storage = storage;
    this.#isByName = storage.flat && manner === 'by-name';
    this.#isSurvey = !storage.flat && manner === 'survey';
  }

  /** Makes ready for patterns below a directory, which may go `deep` into it. */
  prepare(directory: string, deep = false): void {
    if (!this.storage.flat || (this.#isByName && !deep) || this.#treeOver(directory) !== undefined) return;
    this.#hold(this.#trees, directory, listTree(this.storage, directory));
  }

  /** What lies directly below a directory, at least what begins with `start`; nothing when there is no such directory. */
  async listing(directory: string, start = ''): Promise<Listing> {
    const tree = this.#treeOver(directory);
    if (tree !== undefined) return (await tree).get(directory) ?? nothing;
    const place = this.#placeOf(directory, start);
    return (
      this.#held(this.#directories, place) ??
      this.#hold(
        this.#directories,
        place,
        this.storage
          .readDirectory(directory, this.#isByName ? start : this.#isSurvey ? '' : undefined)
          .then((entries) => new Listing(entries)),
      )
    );
  }

  /** What lies at a key; null when nothing does. */
  async kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    if (key === '') return this.storage.kind(key);
    const parent = parentKey(key);
    // A file system is quicker asked for one name than for all; it may even refuse to list what it lets be read.
    const isListed = this.storage.flat || this.#isSurvey || this.#directories.has(parent);
    if (!isListed) return this.storage.kind(key);
    const name = nameOf(key, parent);
    return (await this.listing(parent, name)).find(name)?.kind ?? null;
  }

  /** Bytes of a file; null when there is no such file. Asks the storage only where no listing tells. */
  async size(key: string): Promise<number | null> {
    const parent = parentKey(key);
    const name = nameOf(key, parent);
    const listed = (
      (await this.#treeOver(parent))?.get(parent) ?? (await this.#listedWithSizes(parent, name))
    )?.find(name);
    return listed?.size ?? (await this.storage.stat(key))?.size ?? null;
  }

  /** Tells that a run is over. Listings that no run has asked for in a long time are let go: memory stays flat. */
  nextRound(): void {
    this.#round += 1;
    for (const held of [this.#directories, this.#trees]) {
      for (const [directory, { lastRound }] of held) {
        if (lastRound < this.#round - keptRounds) held.delete(directory);
      }
    }
  }

  /** A listing with sizes that was taken for this name. */
  async #listedWithSizes(directory: string, name: string): Promise<Listing | undefined> {
    if (this.#isSurvey) return this.#held(this.#directories, directory);
    if (!this.#isByName) return undefined;
    for (let length = name.length; length >= 0; length--) {
      const listing = await this.#held(this.#directories, this.#placeOf(directory, name.slice(0, length)));
      if (listing !== undefined) return listing;
    }
    return undefined;
  }

  #placeOf(directory: string, start: string): string {
    return this.#isByName ? `${directory}/\n${start}` : directory;
  }

  #treeOver(directory: string): Promise<Tree> | undefined {
    for (let above = directory; ; above = parentKey(above)) {
      const tree = this.#held(this.#trees, above);
      if (tree !== undefined || above === '') return tree;
    }
  }

  #held<Result>(all: Map<string, Held<Result>>, directory: string): Promise<Result> | undefined {
    const held = all.get(directory);
    if (held !== undefined) held.lastRound = this.#round;
    return held?.result;
  }

  /** A listing that failed is tried again by the next who asks. */
  #hold<Result>(all: Map<string, Held<Result>>, directory: string, result: Promise<Result>): Promise<Result> {
    result.catch(() => all.delete(directory));
    all.set(directory, { result, lastRound: this.#round });
    return result;
  }
}

function nameOf(key: string, parent: string): string {
  return key.slice(parent === '' ? 0 : parent.length + 1);
}

/** All directories at and below one, by key, from one pass over the files that are there. */
async function listTree(storage: Storage, top: string): Promise<ReadonlyMap<string, Listing>> {
  const directories = new Map<string, Map<string, SizedEntry>>();
  for await (const { key, size } of storage.list(top)) {
    let facts: Omit<SizedEntry, 'name'> = { kind: 'file', size };
    for (let child = key; child !== top; child = parentKey(child)) {
      const parent = parentKey(child);
      const name = child.slice(parent === '' ? 0 : parent.length + 1);
      const entries = directories.get(parent) ?? new Map<string, SizedEntry>();
      directories.set(parent, entries);
      const known = entries.has(`${facts.kind} ${name}`);
      entries.set(`${facts.kind} ${name}`, { name, ...facts });
      if (known) break;
      facts = { kind: 'directory' };
    }
  }
  return new Map([...directories].map(([key, entries]) => [key, new Listing(entries.values())]));
}
