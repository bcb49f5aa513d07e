import { bytesOf, joinBytes } from '../bytes.js';
import type { Gzip } from '../gzip.js';
import { type Sharding, shardName, shardOfKey } from './sharding.js';

/** A value of a shard by what it takes as it is stored, with bytes before it that are found through it only. */
export interface SizedEntry {
  readonly key: bigint;
  /** Bytes of the value. */
  readonly size: number;
  /** Bytes before it. */
  readonly prefixSize: number;
}

/** A shard's file: `head`, then the entries in their order, each with its prefix before it, then `tail`. */
export interface LaidShard<Entry extends SizedEntry> {
  readonly name: string;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly head: Uint8Array;
  readonly entries: readonly Entry[];
  readonly tail: Uint8Array;
}

/** Lays entries out in shards by nothing but their keys and sizes; the same entries in the same order are laid the same. */
export function layShards<Entry extends SizedEntry>(
  entries: Iterable<Entry>,
  sharding: Sharding,
  gzip: Gzip,
): LaidShard<Entry>[] {
  const shards = new Map<number, Map<number, Entry[]>>();
  for (const entry of entries) {
    const { shard, minishard } = shardOfKey(entry.key, sharding);
    const minishards = shards.get(shard) ?? new Map<number, Entry[]>();
    const sharing = minishards.get(minishard) ?? [];
    sharing.push(entry);
    minishards.set(minishard, sharing);
    shards.set(shard, minishards);
  }
  return [...shards]
    .sort(([first], [second]) => first - second)
    .map(([shard, minishards]) => layShard(shardName(shard, sharding), minishards, sharding, gzip));
}

function layShard<Entry extends SizedEntry>(
  name: string,
  minishards: ReadonlyMap<number, readonly Entry[]>,
  { indexEncoding, minishardBits }: Sharding,
  gzip: Gzip,
): LaidShard<Entry> {
  const ordered: Entry[] = [];
  const indices: { readonly minishard: number; readonly bytes: Uint8Array }[] = [];
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
    const raw = bytesOf(index);
    indices.push({ minishard, bytes: indexEncoding === 'gzip' ? gzip(raw) : raw });
  }
  const head = new BigUint64Array(2 ** minishardBits * 2);
  for (const { minishard, bytes } of indices) {
    head[minishard * 2] = BigInt(offset);
    offset += bytes.length;
    head[minishard * 2 + 1] = BigInt(offset);
  }
  return {
    name,
    size: head.byteLength + offset,
    head: bytesOf(head),
    entries: ordered,
    tail: joinBytes(indices.map(({ bytes }) => bytes)),
  };
}
