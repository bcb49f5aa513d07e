import { StorageError } from '../base/errors.js';
import { assertSafeKey, compareCodePoints, joinKey, parentKey } from './keys.js';
import { openStorage, type StorageOptions } from './open-storage.js';
import type { DirectoryEntry, ObjectInfo, SizedEntry, Storage } from './storage.js';

export interface ListedStorageOptions extends StorageOptions {
  /** Whether all that is there will be looked at, so that an object store is best listed in one pass. */
  readonly isWhole: boolean;
  /** Told now and then how many files a pass has met. */
  onListed?(files: number): void;
}

/**
 * Opens a source that is only read: a directory, or a bucket that is listed once. Fails with a StorageError when
 * nothing is there.
 */
export async function openListedStorage(location: string, options: ListedStorageOptions): Promise<Storage> {
  const storage = await openStorage(location, options);
  if (!storage.flat) {
    await storage.close();
    return openStorage(location, { ...options, check: 'source' });
  }
  const listed = new ListedStorage(storage, options.onListed);
  try {
    if (options.isWhole) await listed.pass('');
    if ((await listed.readDirectory('')).length > 0) return listed;
    throw new StorageError('missing', 'no object with this prefix', { path: storage.location('') });
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Files packed together: few enough to unpack in a millisecond, enough for their names to shrink. */
const packSize = 512;
/** Unpacked packs that are kept: those that a few readers at once are at. */
const keptPacks = 8;

interface Pack {
  readonly firstKey: string;
  unpack(): readonly ObjectInfo[];
}

/**
 * Facts of very many files, ascending by key, in some ten bytes a file, and some twenty more where it has an entity tag; the last few
 * are kept as they are.
 */
export class PackedListing {
  readonly #packs: readonly Pack[];
  readonly #unpacked = new Map<number, readonly ObjectInfo[]>();

  private constructor(packs: readonly Pack[]) {
    this.#packs = packs;
  }

  /**
   * Packs a listing; `onFile` is told now and then how many files there are so far. Fails with a StorageError when it is
   * not ascending by key, as it is in some kinds of buckets: files would seem to be missing.
   */
  static async of(
    listing: AsyncIterable<ObjectInfo>,
    onFile: (files: number) => void = () => undefined,
  ): Promise<PackedListing> {
    const packs: Pack[] = [];
    let files: ObjectInfo[] = [];
    let count = 0;
    let last = '';
    for await (const info of listing) {
      if (compareCodePoints(info.key, last) < 0) {
        throw new StorageError('failed', 'ListObjectsV2: keys are not in order', {
          path: info.key,
          expected: `a name after ${last}`,
          hint: 'copy the tree to a general purpose bucket or a disk',
        });
      }
      last = info.key;
      files.push(info);
      count++;
      if (files.length < packSize) continue;
      packs.push(await pack(files));
      files = [];
      onFile(count);
    }
    const rest = files;
    if (rest.length > 0) packs.push({ firstKey: rest[0]?.key ?? '', unpack: () => rest });
    return new PackedListing(packs);
  }

  /** The file of a key; null when there is none. */
  find(key: string): ObjectInfo | null {
    const [info] = this.from(key);
    return info?.key === key ? info : null;
  }

  /** Files whose keys begin so, ascending. */
  *startingWith(prefix: string): Generator<ObjectInfo> {
    for (const info of this.from(prefix)) {
      if (!info.key.startsWith(prefix)) return;
      yield info;
    }
  }

  /** Files from a key on, ascending. */
  *from(key: string): Generator<ObjectInfo> {
    let number = Math.max(0, this.#lastPackNotAfter(key));
    let files = this.#unpack(number);
    for (let index = firstNotBefore(files, key); number < this.#packs.length; index = 0) {
      for (; index < files.length; index++) yield files[index] as ObjectInfo;
      number++;
      files = this.#unpack(number);
    }
  }

  #lastPackNotAfter(key: string): number {
    let [low, high] = [0, this.#packs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareCodePoints(this.#packs[middle]?.firstKey ?? '', key) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #unpack(number: number): readonly ObjectInfo[] {
    const known = this.#unpacked.get(number);
    if (known !== undefined) return known;
    const pack = this.#packs[number];
    if (pack === undefined) return [];
    const files = pack.unpack();
    const [oldest] = this.#unpacked.keys();
    if (oldest !== undefined && this.#unpacked.size >= keptPacks) this.#unpacked.delete(oldest);
    this.#unpacked.set(number, files);
    return files;
  }
}

function firstNotBefore(files: readonly ObjectInfo[], key: string): number {
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareCodePoints(files[middle]?.key ?? '', key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Columns shrink better than rows: keys differ in their ends only, times hardly ever. */
async function pack(files: readonly ObjectInfo[]): Promise<Pack> {
  const { deflateRawSync, inflateRawSync } = await import('node:zlib');
  const columns = [
    files.map(({ key }) => key),
    files.map(({ size }) => size),
    files.map(({ modified }) => modified),
    files.map(({ etag }) => etag ?? null),
  ];
  // A copy, because the buffer that zlib gives lies in a larger one.
  const bytes = new Uint8Array(deflateRawSync(JSON.stringify(columns), { level: 1 }));
  const unpack = () => {
    const [keys, sizes, times, etags] = JSON.parse(inflateRawSync(bytes).toString()) as [
      string[],
      number[],
      number[],
      (string | null)[],
    ];
    return keys.map((key, index) => {
      const etag = etags[index] ?? null;
      const info = { key, size: sizes[index] ?? 0, modified: times[index] ?? 0 };
      return etag === null ? info : { ...info, etag };
    });
  };
  return { firstKey: files[0]?.key ?? '', unpack };
}

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
