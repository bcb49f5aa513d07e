import { keepNewest, partitionPoint } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { compareCodePoints } from './keys.js';
import type { ObjectInfo } from './storage.js';

/** Files of a pack: few enough to unpack in a millisecond, enough for their names to compress. */
const packSize = 512;
/** Packs that stay unpacked: enough for a few concurrent readers. */
const keptPacks = 8;

interface Pack {
  readonly firstKey: string;
  readonly unpack: () => readonly ObjectInfo[];
}

/**
 * A compressed listing of millions of files, ascending by key. A file takes about 10 bytes of memory, and about 20 more
 * with an entity tag.
 */
export class PackedListing {
  readonly #packs: readonly Pack[];
  readonly #unpacked = new Map<number, readonly ObjectInfo[]>();

  private constructor(packs: readonly Pack[]) {
    this.#packs = packs;
  }

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

  /** Returns the file of a key, or null. */
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
    for (let index = partitionPoint(files.length, isReached); number < this.#packs.length; index = 0) {
      for (; index < files.length; index++) yield files[index] as ObjectInfo;
      number++;
      files = this.#unpack(number);
    }
  }

  #lastPackNotAfter(key: string): number {
    const isAfter = (index: number) => compareCodePoints(this.#packs[index]?.firstKey ?? '', key) > 0;
    return partitionPoint(this.#packs.length, isAfter) - 1;
  }

  #unpack(number: number): readonly ObjectInfo[] {
    const known = this.#unpacked.get(number);
    if (known !== undefined) return known;
    const pack = this.#packs[number];
    if (pack === undefined) return [];
    const files = pack.unpack();
    keepNewest(this.#unpacked, number, files, keptPacks);
    return files;
  }
}

/**
 * Compresses files by columns, which is denser than by rows: keys share their beginnings, times are often equal.
 * Returns a function that returns them. Browsers and Node.js before 20.16, which lack this zlib, keep them as they are.
 */
function pack(files: readonly ObjectInfo[]): Pack['unpack'] {
  const zlib = globalThis.process?.getBuiltinModule?.('node:zlib');
  if (zlib === undefined) return () => files;
  const columns = [
    files.map(({ key }) => key),
    files.map(({ size }) => size),
    files.map(({ modified }) => modified),
    files.map(({ etag }) => etag ?? null),
  ];
  // Copied, because zlib's result is a view of a larger buffer.
  const bytes = new Uint8Array(zlib.deflateRawSync(JSON.stringify(columns), { level: 1 }));
  return () => {
    const [keys, sizes, times, etags] = JSON.parse(zlib.inflateRawSync(bytes).toString()) as [
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
}
