import { gzip } from './gzip.js';
import { layShards } from './lay-shards.js';
import type { Sharding } from './sharding.js';

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
  const stored = [...entries].map(({ key, value, prefix = new Uint8Array() }) => {
    const bytes = sharding.dataEncoding === 'gzip' ? gzip(value) : value;
    return { key, prefix, bytes, size: bytes.length, prefixSize: prefix.length };
  });
  return layShards(stored, sharding).map(({ name, head, entries: laid, tail }) => ({
    name,
    bytes: Buffer.concat([head, ...laid.flatMap(({ prefix, bytes }) => [prefix, bytes]), tail]),
  }));
}
