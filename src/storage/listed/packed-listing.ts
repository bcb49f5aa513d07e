import { StorageError } from '../../errors/index.js';
import { compareCodePoints } from '../keys/index.js';
import type { ObjectInfo } from '../storage.js';

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
