import { addToGroup, getOrMake, joinBytes } from '../base/collections.js';
import type { SpillFile } from '../storage/spill-file.js';
import { bytesOf, type Gzip } from './pieces.js';
import { type Sharding, shardName, shardOfKey } from './sharding.js';

/** Temporary space for data that exceeds memory. */
export type Spill = Pick<SpillFile, 'take' | 'write' | 'readInto'>;

/** A sorted piece in the spill file: the number of its records, and its position in bytes. */
interface Piece {
  /** The number of records. */
  readonly count: number;
  readonly offset: number;
}

/** Bytes per piece of output, unless one minishard is larger. */
const groupBytes = 4 * 1024 * 1024;

/**
 * Sorts records of equal length, with ids 0, 1, 2, …, into the order of a shard: minishard 0, minishard 1, and so on.
 * Keeps two pieces in memory; spills the others and reads them once.
 */
export class MinishardSorter {
  readonly #pieces: Piece[] = [];
  #last: Uint8Array | null = null;
  #buffer = new ArrayBuffer(0);

  /** `recordBytes` must be a multiple of 4. */
  constructor(
    private readonly recordBytes: number,
    private readonly minishards: number,
    private readonly spill: Spill,
  ) {}

  /** Adds the next records. In all pieces but the last, their number must be a multiple of the number of minishards. */
  async add(records: Uint8Array): Promise<void> {
    await this.#spillLast();
    this.#last = this.#sort(records);
  }

  /** Yields all records in pieces; a piece is valid until the next one is requested. Call it once. */
  async *sorted(): AsyncGenerator<Uint8Array> {
    if (this.#pieces.length === 0) {
      if (this.#last !== null) yield this.#last;
      return;
    }
    await this.#spillLast();
    const count = this.#pieces.reduce((sum, piece) => sum + piece.count, 0);
    const longest = Math.ceil(count / this.minishards) * this.recordBytes;
    const step = Math.max(1, Math.floor(groupBytes / longest));
    for (let from = 0; from < this.minishards; from += step) {
      yield await this.#merge(from, Math.min(this.minishards, from + step), count);
    }
  }

  async #spillLast(): Promise<void> {
    const bytes = this.#last;
    this.#last = null;
    if (bytes === null) return;
    const offset = await this.spill.take(bytes.length);
    await this.spill.write(offset, bytes);
    this.#pieces.push({ count: bytes.length / this.recordBytes, offset });
  }

  #sort(records: Uint8Array): Uint8Array {
    const words = this.recordBytes / 4;
    const source = new Uint32Array(records.buffer, records.byteOffset, records.length / 4);
    const sorted = new Uint32Array(this.#room(records.length), 0, source.length);
    const rowWords = words * this.minishards;
    let to = 0;
    for (let first = 0; first < rowWords; first += words) {
      for (let from = first; from < source.length; from += rowWords) {
        for (let word = 0; word < words; word++) sorted[to++] = source[from + word] as number;
      }
    }
    return new Uint8Array(sorted.buffer, 0, records.length);
  }

  /** Returns a buffer that is reused: its earlier content has been spilled or yielded. */
  #room(bytes: number): ArrayBuffer {
    if (this.#buffer.byteLength < bytes) this.#buffer = new ArrayBuffer(bytes);
    return this.#buffer;
  }

  /** Returns the minishards `from` … `to` − 1, merged from all pieces. */
  async #merge(from: number, to: number, count: number): Promise<Uint8Array> {
    const start = (minishard: number, of: number) =>
      recordsBefore(minishard, of, this.minishards) * this.recordBytes;
    const bytes = start(to, count) - start(from, count);
    const merged = new Uint8Array(this.#room(bytes), 0, bytes);
    const origin = start(from, count);
    const ends = Array.from({ length: to - from }, (_, index) => start(from + index, count) - origin);
    const [longest] = this.#pieces;
    const buffer = new Uint8Array(start(to, longest?.count ?? 0) - start(from, longest?.count ?? 0));
    for (const piece of this.#pieces) {
      const base = start(from, piece.count);
      const part = buffer.subarray(0, start(to, piece.count) - base);
      await this.spill.readInto(piece.offset + base, part);
      for (const [index, end] of ends.entries()) {
        const [first, last] = [start(from + index, piece.count), start(from + index + 1, piece.count)];
        const run = part.subarray(first - base, last - base);
        merged.set(run, end);
        ends[index] = end + run.length;
      }
    }
    return merged;
  }
}

/** A sharding with one shard: a key's minishard is the key modulo their number, and values are stored as they are. */
export type SequenceSharding = Sharding & {
  readonly hash: 'identity';
  readonly shard_bits: 0;
  readonly data_encoding: 'raw';
};

/** Returns the frame of a shard of `count` records of equal length with ids 0 … count − 1, ordered by minishard. */
export function sequenceShard(count: number, recordBytes: number, sharding: SequenceSharding, gzip: Gzip) {
  const indices = sequenceIndices(count, recordBytes, 2 ** sharding.minishard_bits);
  return frameShard(0, count * recordBytes, indices, sharding, gzip);
}

/** Returns how many of the records 0 … count − 1 belong to the minishards before `minishard`. */
function recordsBefore(minishard: number, count: number, minishards: number): number {
  return Math.floor(count / minishards) * minishard + Math.min(minishard, count % minishards);
}

/**
 * Yields the index of each minishard with records: keys, offsets and sizes. Each key is stored as the difference to the
 * previous one; each offset counts from the end of the previous value.
 */
function* sequenceIndices(
  count: number,
  recordBytes: number,
  minishards: number,
): Generator<[minishard: number, index: BigUint64Array]> {
  for (let minishard = 0; minishard < Math.min(count, minishards); minishard++) {
    const before = recordsBefore(minishard, count, minishards);
    const length = recordsBefore(minishard + 1, count, minishards) - before;
    const index = new BigUint64Array(3 * length);
    index.fill(BigInt(minishards), 1, length);
    index[0] = BigInt(minishard);
    index[length] = BigInt(before * recordBytes);
    index.fill(BigInt(recordBytes), 2 * length);
    yield [minishard, index];
  }
}

/**
 * Returns the file of a shard without its values, `valueBytes` bytes that belong between `head` and `tail`. `indices` are
 * keys, offsets and sizes, as differences.
 */
function frameShard(
  shard: number,
  valueBytes: number,
  indices: Iterable<readonly [minishard: number, index: BigUint64Array]>,
  sharding: Sharding,
  gzip: Gzip,
) {
  const head = new BigUint64Array(2 ** sharding.minishard_bits * 2);
  const packed: Uint8Array[] = [];
  let end = valueBytes;
  for (const [minishard, index] of indices) {
    const raw = bytesOf(index);
    const bytes = sharding.minishard_index_encoding === 'gzip' ? gzip(raw) : raw;
    packed.push(bytes);
    head[minishard * 2] = BigInt(end);
    end += bytes.length;
    head[minishard * 2 + 1] = BigInt(end);
  }
  return {
    name: shardName(shard, sharding),
    /** The size of the whole file, in bytes. */
    size: head.byteLength + end,
    /** The shard index: the position of each minishard index. */
    head: bytesOf(head),
    /** The minishard indices. */
    tail: joinBytes(packed),
  };
}

/** A value of a shard. A prefix (a mesh's fragments) is stored before it and found only through it. */
export interface SizedEntry {
  readonly key: bigint;
  /** The size of the value, in bytes. */
  readonly size: number;
  /** The size of the prefix, in bytes. */
  readonly prefixSize: number;
}

/**
 * Arranges entries in shards by their keys and sizes alone, so equal entries in equal order give equal files. Returns
 * the shards with their entries in the order in which they are stored, each after its prefix.
 */
export function layShards<Entry extends SizedEntry>(
  entries: Iterable<Entry>,
  sharding: Sharding,
  gzip: Gzip,
) {
  const shards = new Map<number, Map<number, Entry[]>>();
  for (const entry of entries) {
    const { shard, minishard } = shardOfKey(entry.key, sharding);
    const minishards = getOrMake(shards, shard, () => new Map<number, Entry[]>());
    addToGroup(minishards, minishard, entry);
  }
  return [...shards]
    .sort(([first], [second]) => first - second)
    .map(([shard, minishards]) => layShard(shard, minishards, sharding, gzip));
}

function layShard<Entry extends SizedEntry>(
  shard: number,
  minishards: ReadonlyMap<number, readonly Entry[]>,
  sharding: Sharding,
  gzip: Gzip,
) {
  const ordered: Entry[] = [];
  const indices = new Map<number, BigUint64Array>();
  let offset = 0;
  for (const [minishard, entries] of minishards) {
    const sorted = [...entries].sort((first, second) => (first.key < second.key ? -1 : 1));
    const index = new BigUint64Array(sorted.length * 3);
    let [lastKey, lastEnd] = [0n, 0];
    for (const [at, entry] of sorted.entries()) {
      const { key, size, prefixSize } = entry;
      offset += prefixSize;
      index[at] = key - lastKey;
      index[sorted.length + at] = BigInt(offset - lastEnd);
      index[2 * sorted.length + at] = BigInt(size);
      offset += size;
      [lastKey, lastEnd] = [key, offset];
      ordered.push(entry);
    }
    indices.set(minishard, index);
  }
  return { ...frameShard(shard, offset, indices, sharding, gzip), entries: ordered };
}
