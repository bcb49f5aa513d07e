import type { Gzip } from '../gzip.js';
import { frameShard, type ShardFrame } from './frame-shard.js';
import { type Sharding, shardOfKey } from './sharding.js';

/** A value of a shard by what it takes as it is stored, with bytes before it that are found through it only. */
export interface SizedEntry {
  readonly key: bigint;
  /** Bytes of the value. */
  readonly size: number;
  /** Bytes before it. */
  readonly prefixSize: number;
}

/** A shard with its entries in their order, each with its prefix before it. */
export interface LaidShard<Entry extends SizedEntry> extends ShardFrame {
  readonly entries: readonly Entry[];
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
    .map(([shard, minishards]) => layShard(shard, minishards, sharding, gzip));
}

function layShard<Entry extends SizedEntry>(
  shard: number,
  minishards: ReadonlyMap<number, readonly Entry[]>,
  sharding: Sharding,
  gzip: Gzip,
): LaidShard<Entry> {
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
