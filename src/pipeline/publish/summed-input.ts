import { closing } from '../../base/closing.js';
import { keepNewest } from '../../base/collections.js';
import { crc64Digest, FileSum } from '../../storage/crc64.js';
import type { Digest } from '../../storage/digest-algorithm.js';
import { ForwardingStorage } from '../../storage/forwarding-storage.js';
import type { RandomReader, Storage } from '../../storage/storage.js';

/** Number of files whose sums an ingest keeps: those of the runs at work. */
const keptFiles = 1024;
/** A check keeps those of a tree, in about 50 MB, until it compares them. */
export const keptOfTree = 2 ** 16;
/** Largest number of bytes that are read to complete a sum: headers, and what follows the samples. */
const readAgain = 1024 * 1024;

interface SummedFile {
  readonly size: number;
  sum: FileSum;
}

/** A storage that computes the checksum of each file while it is read: INPUT, or a tree that is checked. */
export class SummedInput extends ForwardingStorage {
  readonly #isSumming: boolean;
  readonly #keptFiles: number;
  readonly #files = new Map<string, SummedFile>();

  constructor(input: Storage, isSumming: boolean, kept = keptFiles) {
    super(input);
    this.#isSumming = isSumming;
    this.#keptFiles = kept;
  }

  override async get(key: string, limit?: number, etag?: string) {
    const bytes = await super.get(key, limit, etag);
    if (this.#isSumming) this.#fileOf(key, bytes.length).sum.addOnce(0, bytes);
    return bytes;
  }

  override async open(key: string): Promise<RandomReader> {
    const reader = await super.open(key);
    if (!this.#isSumming) return reader;
    const file = this.#fileOf(key, reader.size);
    const { readInto } = reader;
    return {
      ...reader,
      sums: {
        add(offset, length, remainder) {
          // Earlier reads of the header may overlap with these bytes, and a remainder cannot be subtracted. So the sum
          // starts again; the header is read again later.
          file.sum = new FileSum();
          file.sum.add(offset, length, remainder);
        },
      },
      async read(offset, length) {
        const bytes = await reader.read(offset, length);
        file.sum.addOnce(offset, bytes);
        return bytes;
      },
      ...(readInto && {
        async readInto(offset: number, target: Uint8Array) {
          const length = await readInto(offset, target);
          file.sum.addOnce(offset, target.subarray(0, length));
          return length;
        },
      }),
    };
  }

  /** Returns the digest of a file once. Null if most of it was not read, or if its size changed. */
  async takeDigest(key: string): Promise<{ readonly bytes: number; readonly digest: Digest } | null> {
    const file = this.#files.get(key);
    if (file === undefined) return null;
    this.#files.delete(key);
    const { size, sum } = file;
    const gaps = sum.coverage.gaps(size);
    if (gaps.reduce((bytes, [start, end]) => bytes + end - start, 0) > readAgain) return null;
    if (gaps.length > 0 && !(await this.#fill(key, file, gaps))) return null;
    const checksum = sum.finish(size);
    return checksum === null ? null : { bytes: size, digest: crc64Digest(checksum) };
  }

  async #fill(
    key: string,
    { size, sum }: SummedFile,
    gaps: readonly (readonly [start: number, end: number])[],
  ): Promise<boolean> {
    return closing(await super.open(key), async (reader) => {
      if (reader.size !== size) return false;
      for (const [start, end] of gaps) sum.addOnce(start, await reader.read(start, end - start));
      return sum.coverage.isWhole(size);
    });
  }

  #fileOf(key: string, size: number): SummedFile {
    const known = this.#files.get(key);
    if (known?.size === size) return known;
    return keepNewest(this.#files, key, { size, sum: new FileSum() }, this.#keptFiles);
  }
}
