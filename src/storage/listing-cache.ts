import { getOrMake, partitionPoint } from '../base/collections.js';
import { baseName, compareCodePoints, parentKey } from './keys.js';
import { isPartialName } from './partial-name.js';
import type { DirectoryEntry, SizedEntry, Storage } from './storage.js';

type Facts = Omit<SizedEntry, 'name'>;

/** Of most entries only the kind is known. */
const onlyKind: Readonly<Record<SizedEntry['kind'], Facts>> = {
  file: { kind: 'file' },
  directory: { kind: 'directory' },
};

/**
 * The entries directly in a directory, ascending by name, without unfinished files. Their names are one text: there are
 * as many as frames of all runs.
 */
export class Listing {
  readonly #names: string;
  /** End of each name. */
  readonly #ends: Uint32Array;
  /** Empty if all are files of which no more is known. */
  readonly #facts: readonly Facts[];

  constructor(entries: Iterable<SizedEntry>) {
    const sorted: SizedEntry[] = [];
    for (const entry of entries) if (!isPartialName(entry.name)) sorted.push(entry);
    sorted.sort(
      (a, b) => compareCodePoints(a.name, b.name) || Number(a.kind !== 'file') - Number(b.kind !== 'file'),
    );
    let end = 0;
    this.#ends = Uint32Array.from(sorted, ({ name }) => (end += name.length));
    this.#names = sorted.map(({ name }) => name).join('');
    const isPlain = sorted.every(({ kind, size }) => kind === 'file' && size === undefined);
    this.#facts = isPlain
      ? []
      : sorted.map(({ name, ...facts }) => (facts.size === undefined ? onlyKind[facts.kind] : facts));
  }

  /** Returns the entries whose names begin with `prefix`, by binary search, and are accepted. */
  startingWith(prefix: string, accepts: (name: string) => boolean = () => true): readonly SizedEntry[] {
    const found: SizedEntry[] = [];
    for (let index = this.#firstNotBefore(prefix); index < this.#ends.length; index++) {
      if (!this.#names.startsWith(prefix, this.#ends[index - 1])) break;
      // Entries are made of accepted names only: a pattern of each run may look through the frames of all.
      if (accepts(this.#name(index))) found.push(this.#entry(index));
    }
    return found;
  }

  /** Returns the entry of a name, or null. An object wins over a prefix of the same name. */
  find(name: string): SizedEntry | null {
    const index = this.#firstNotBefore(name);
    return index < this.#ends.length && this.#name(index) === name ? this.#entry(index) : null;
  }

  #name(index: number): string {
    return this.#names.slice(this.#ends[index - 1] ?? 0, this.#ends[index]);
  }

  #entry(index: number): SizedEntry {
    return { ...(this.#facts[index] ?? onlyKind.file), name: this.#name(index) };
  }

  #firstNotBefore(name: string): number {
    return partitionPoint(this.#ends.length, (index) => compareCodePoints(this.#name(index), name) >= 0);
  }
}

/** A listing, and the round in which it was last used. */
interface Held<Result> {
  readonly result: Promise<Result>;
  lastRound: number;
}

type Tree = ReadonlyMap<string, Listing>;

/** Rounds after which an unused listing is dropped. */
const keptRounds = 64;
const nothing = new Listing([]);

/**
 * How a storage is listed.
 *  - `whole`: an object store in one pass over everything below a directory.
 *  - `survey`: like `whole`; directories of a file system with sizes, because the sizes of all files will be needed.
 *  - `by-name`: an object store by the beginnings of the names that are asked for.
 */
export type ListingManner = 'whole' | 'survey' | 'by-name';

/**
 * The listings of a storage that does not change meanwhile. Each directory is listed once. `prepare` lists everything
 * below a directory of an object store in one pass, which then answers for every directory in it. Listed by name, only
 * patterns with `**` need that pass.
 */
export class ListingCache {
  readonly #isByName: boolean;
  /** True if directories are listed with sizes: in an object store they cost nothing. */
  readonly #hasSizes: boolean;
  readonly #directories = new Map<string, Held<Listing>>();
  readonly #trees = new Map<string, Held<Tree>>();
  #round = 0;

  constructor(
    readonly storage: Storage,
    manner: ListingManner = 'whole',
  ) {
    this.#isByName = storage.flat && manner === 'by-name';
    this.#hasSizes = storage.flat || manner === 'survey';
  }

  /** Prepares for patterns below a directory; `deep` if they have `**`. */
  prepare(directory: string, deep = false): void {
    if (!this.storage.flat || (this.#isByName && !deep) || this.#treeOver(directory) !== undefined) return;
    this.#hold(this.#trees, directory, listTree(this.storage, directory));
  }

  /** Returns entries directly below a directory, at least those that begin with `start`; none if it is missing. */
  async listing(directory: string, start = ''): Promise<Listing> {
    const tree = this.#treeOver(directory);
    if (tree !== undefined) return (await tree).get(directory) ?? nothing;
    const id = this.#idOf(directory, start);
    const list = async () => {
      const wanted = this.#isByName ? start : this.#hasSizes ? '' : undefined;
      return new Listing(await this.storage.readDirectory(directory, wanted));
    };
    return this.#held(this.#directories, id) ?? this.#hold(this.#directories, id, list());
  }

  /** Returns what a key is, or null if nothing is there. */
  async kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    if (key === '') return this.storage.kind(key);
    const parent = parentKey(key);
    // For a file system, a `stat` is faster than a listing, and may be allowed where a listing is not.
    const isListed = this.#hasSizes || this.#directories.has(parent);
    if (!isListed) return this.storage.kind(key);
    const name = baseName(key);
    return (await this.listing(parent, name)).find(name)?.kind ?? null;
  }

  /** Returns the bytes of a file; null if it is missing. Asks the storage only if no listing has its size. */
  async size(key: string): Promise<number | null> {
    return (await this.entry(key))?.size ?? (await this.storage.stat(key))?.size ?? null;
  }

  /** Returns what the listings with sizes say of a key; undefined if none covers it or if nothing is there. */
  async entry(key: string): Promise<SizedEntry | undefined> {
    const parent = parentKey(key);
    const name = baseName(key);
    const listed = (await this.#treeOver(parent))?.get(parent) ?? (await this.#listedWithSizes(parent, name));
    return listed?.find(name) ?? undefined;
  }

  /** Ends a round, such as a run. Listings not used for many rounds are dropped, so that memory stays bounded. */
  nextRound(): void {
    this.#round += 1;
    for (const held of [this.#directories, this.#trees]) {
      for (const [directory, { lastRound }] of held) {
        if (lastRound < this.#round - keptRounds) held.delete(directory);
      }
    }
  }

  /** Returns the listing with sizes that covers a name, if there is one. */
  async #listedWithSizes(directory: string, name: string): Promise<Listing | undefined> {
    if (!this.#hasSizes) return undefined;
    if (!this.#isByName) return this.#held(this.#directories, directory);
    for (let length = name.length; length >= 0; length--) {
      const listing = await this.#held(this.#directories, this.#idOf(directory, name.slice(0, length)));
      if (listing !== undefined) return listing;
    }
    return undefined;
  }

  #idOf(directory: string, start: string): string {
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

  /** Keeps a listing. A failed one is dropped, so that the next caller tries again. */
  #hold<Result>(all: Map<string, Held<Result>>, directory: string, result: Promise<Result>): Promise<Result> {
    result.catch(() => all.delete(directory));
    all.set(directory, { result, lastRound: this.#round });
    return result;
  }
}

/** Lists all files below `top` in one pass. Returns the entries of each directory, by the directory's key. */
async function listTree(storage: Storage, top: string): Promise<Tree> {
  const directories = new Map<string, Map<string, SizedEntry>>();
  for await (const { key, size, modified, etag } of storage.list(top)) {
    let facts: Facts = { kind: 'file', size, ...(etag === undefined ? {} : { modified, etag }) };
    for (let child = key; child !== top; child = parentKey(child)) {
      const parent = parentKey(child);
      const name = baseName(child);
      const entries = getOrMake(directories, parent, () => new Map<string, SizedEntry>());
      const known = entries.has(`${facts.kind} ${name}`);
      entries.set(`${facts.kind} ${name}`, { name, ...facts });
      if (known) break;
      facts = { kind: 'directory' };
    }
  }
  return new Map([...directories].map(([key, entries]) => [key, new Listing(entries.values())]));
}
