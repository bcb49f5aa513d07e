import { getOrMake, keepNewest, partitionPoint } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { ForwardingStorage } from './forwarding-storage.js';
import { assertSafeKey, compareCodePoints, joinKey, parentKey } from './keys.js';
import { type ObjectInfo, refusedWrites, type SizedEntry, type Storage } from './storage.js';

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
  readonly #directories = new Map<string, Promise<SizedEntry[]>>();

  /** `onListed` is called with the number of files that a pass has found so far. */
  constructor(
    storage: Storage,
    private readonly onListed: (files: number) => void = () => undefined,
    private readonly passes = new Map<string, Promise<PackedListing>>(),
  ) {
    super(storage);
    Object.assign(
      this,
      refusedWrites('it was opened for reading only', () => this.url),
    );
  }

  /** Returns a view of the store from `outer`, where this view's root is `name`. Listings are shared. */
  seenFrom(outer: Storage, name: string): ListedStorage {
    const passes = [...this.passes].map(
      ([directory, listing]) => [joinKey(name, directory), listing] as const,
    );
    return new ListedStorage(outer, this.onListed, new Map(passes));
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

  override async kind(key: string) {
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
      const listing = await this.passes.get(directory);
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
    const listing = PackedListing.of(below(super.list(directory), directory), this.onListed);
    this.passes.set(directory, listing);
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

/** Files of a pack: few enough to unpack in a millisecond, enough for their names to compress. */
const packSize = 512;
/** Packs that stay unpacked: enough for a few concurrent readers. */
const keptPacks = 8;

interface Pack {
  readonly firstKey: string;
  readonly unpack: () => readonly ObjectInfo[];
}

/** A compressed listing of millions of files, ascending by key: about 10 bytes each, and 20 more for an entity tag. */
export class PackedListing {
  readonly #unpacked = new Map<number, readonly ObjectInfo[]>();

  private constructor(private readonly packs: readonly Pack[]) {}

  /**
   * Packs a listing. `onFile` is called with the number of files so far, once per pack. Fails with a StorageError if
   * the keys are not ascending, as in directory buckets of S3: searches would miss files.
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
      packs.push({ firstKey: files[0]?.key ?? '', unpack: pack(files) });
      files = [];
      onFile(count);
    }
    const rest = files;
    if (rest.length > 0) packs.push({ firstKey: rest[0]?.key ?? '', unpack: () => rest });
    return new PackedListing(packs);
  }

  find(key: string): ObjectInfo | null {
    const [info] = this.from(key);
    return info?.key === key ? info : null;
  }

  /** Yields the files whose keys begin with `prefix`, ascending. */
  *startingWith(prefix: string): Generator<ObjectInfo> {
    for (const info of this.from(prefix)) {
      if (!info.key.startsWith(prefix)) return;
      yield info;
    }
  }

  /** Yields the files from `key` on, ascending. */
  *from(key: string): Generator<ObjectInfo> {
    let number = Math.max(0, this.#lastPackNotAfter(key));
    let files = this.#unpack(number);
    const isReached = (index: number) => compareCodePoints(files[index]?.key ?? '', key) >= 0;
    for (let index = partitionPoint(files.length, isReached); number < this.packs.length; index = 0) {
      for (; index < files.length; index++) yield files[index] as ObjectInfo;
      number++;
      files = this.#unpack(number);
    }
  }

  #lastPackNotAfter(key: string): number {
    const isAfter = (index: number) => compareCodePoints(this.packs[index]?.firstKey ?? '', key) > 0;
    return partitionPoint(this.packs.length, isAfter) - 1;
  }

  #unpack(number: number): readonly ObjectInfo[] {
    const known = this.#unpacked.get(number);
    if (known !== undefined) return known;
    const pack = this.packs[number];
    return pack === undefined ? [] : keepNewest(this.#unpacked, number, pack.unpack(), keptPacks);
  }
}

/**
 * Compresses files by columns, which is denser than by rows: keys share their beginnings, times are often equal.
 * Returns a function that returns them. Browsers and Node.js before 20.16, which lack this zlib, keep them as they are.
 */
function pack(files: readonly ObjectInfo[]): Pack['unpack'] {
  const zlib = globalThis.process?.getBuiltinModule?.('node:zlib');
  if (zlib === undefined) return () => files;
  const columns = {
    keys: files.map(({ key }) => key),
    sizes: files.map(({ size }) => size),
    times: files.map(({ modified }) => modified),
    etags: files.map(({ etag }) => etag ?? null),
  };
  // Copied, because zlib's result is a view of a larger buffer.
  const bytes = new Uint8Array(zlib.deflateRawSync(JSON.stringify(columns), { level: 1 }));
  return () => {
    const { keys, sizes, times, etags }: typeof columns = JSON.parse(zlib.inflateRawSync(bytes).toString());
    return keys.map((key, index) => {
      const etag = etags[index] ?? null;
      const info = { key, size: sizes[index] ?? 0, modified: times[index] ?? 0 };
      return etag === null ? info : { ...info, etag };
    });
  };
}
