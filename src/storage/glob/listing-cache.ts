import { parentKey } from '../keys/index.js';
import type { DirectoryEntry, Storage } from '../storage.js';
import { listTree } from './list-tree.js';
import { Listing } from './listing.js';

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
 * Listings of a storage that does not change while it is read: each directory is listed once. On an object store
 * `prepare` takes one pass over all that is below a directory, which then answers for every directory in it.
 */
export class ListingCache {
  readonly storage: Storage;
  readonly #directories = new Map<string, Held<Listing>>();
  readonly #trees = new Map<string, Held<Tree>>();
  #round = 0;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** Makes ready for patterns below a directory. */
  prepare(directory: string): void {
    if (!this.storage.flat || this.#treeOver(directory) !== undefined) return;
    this.#hold(this.#trees, directory, listTree(this.storage, directory));
  }

  /** What lies directly below a directory; nothing when there is no such directory. */
  async listing(directory: string): Promise<Listing> {
    const tree = this.#treeOver(directory);
    if (tree !== undefined) return (await tree).get(directory) ?? nothing;
    return (
      this.#held(this.#directories, directory) ??
      this.#hold(
        this.#directories,
        directory,
        this.storage.readDirectory(directory).then((entries) => new Listing(entries)),
      )
    );
  }

  /** What lies at a key; null when nothing does. */
  async kind(key: string): Promise<DirectoryEntry['kind'] | null> {
    if (key === '') return this.storage.kind(key);
    const parent = parentKey(key);
    // A file system is quicker asked for one name than for all; it may even refuse to list what it lets be read.
    const isListed = this.storage.flat || this.#directories.has(parent);
    if (!isListed) return this.storage.kind(key);
    return (await this.listing(parent)).find(nameOf(key, parent))?.kind ?? null;
  }

  /** Bytes of a file; null when there is no such file. Asks the storage only where no listing tells. */
  async size(key: string): Promise<number | null> {
    const parent = parentKey(key);
    const listed = (await this.#treeOver(parent))?.get(parent)?.find(nameOf(key, parent));
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
