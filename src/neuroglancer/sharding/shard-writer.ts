import { gzip } from './gzip.js';
import { placeOf, type Sharding, shardName } from './sharding.js';

/** A value of a shard; `prefix` bytes lie before it in the file and are found through the value only. */
export interface ShardEntry {
  readonly key: bigint;
  readonly value: Uint8Array;
  readonly prefix?: Uint8Array;
}

/** A file of a sharded directory. */
export interface ShardFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Lays entries out in shards; the same entries in the same order give the same bytes. */
export function writeShards(entries: Iterable<ShardEntry>, sharding: Sharding): ShardFile[] {
  const shards = new Map<number, Map<number, ShardEntry[]>>();
  for (const entry of entries) {
    const { shard, minishard } = placeOf(entry.key, sharding);
    const minishards = shards.get(shard) ?? new Map<number, ShardEntry[]>();
    const sharing = minishards.get(minishard) ?? [];
    sharing.push(entry);
    minishards.set(minishard, sharing);
    shards.set(shard, minishards);
  }
  return [...shards]
    .sort(([first], [second]) => first - second)
    .map(([shard, minishards]) => ({
      name: shardName(shard, sharding),
      bytes: writeShard(minishards, sharding),
    }));
}

function writeShard(minishards: ReadonlyMap<number, readonly ShardEntry[]>, sharding: Sharding): Uint8Array {
  const { dataEncoding, indexEncoding, minishardBits } = sharding;
  const data: Uint8Array[] = [];
  const indices: { readonly minishard: number; readonly bytes: Uint8Array }[] = [];
  let offset = 0;
  for (const [minishard, entries] of minishards) {
    const sorted = [...entries].sort((first, second) => (first.key < second.key ? -1 : 1));
    const index = new BigUint64Array(sorted.length * 3);
    let [lastKey, lastEnd] = [0n, 0];
    for (const [at, { key, value, prefix }] of sorted.entries()) {
      if (prefix !== undefined) {
        data.push(prefix);
        offset += prefix.length;
      }
      const stored = dataEncoding === 'gzip' ? gzip(value) : value;
      index[at] = key - lastKey;
      index[sorted.length + at] = BigInt(offset - lastEnd);
      index[2 * sorted.length + at] = BigInt(stored.length);
      data.push(stored);
      offset += stored.length;
      [lastKey, lastEnd] = [key, offset];
    }
    const raw = new Uint8Array(index.buffer);
    indices.push({ minishard, bytes: indexEncoding === 'gzip' ? gzip(raw) : raw });
  }
  const fixed = new BigUint64Array(2 ** minishardBits * 2);
  for (const { minishard, bytes } of indices) {
    fixed[minishard * 2] = BigInt(offset);
    offset += bytes.length;
    fixed[minishard * 2 + 1] = BigInt(offset);
  }
  return Buffer.concat([new Uint8Array(fixed.buffer), ...data, ...indices.map(({ bytes }) => bytes)]);
}
