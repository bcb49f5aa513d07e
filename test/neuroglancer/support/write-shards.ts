import type { Sharding } from '../../../src/neuroglancer/sharding.js';
import { layShards } from '../../../src/neuroglancer/write-shards.js';
import { gzip } from '../../../src/storage/gzip.js';

/** A value of a shard. `prefix` bytes are stored before it and found through the value only. */
export interface ShardEntry {
  readonly key: bigint;
  readonly value: Uint8Array;
  readonly prefix?: Uint8Array;
}

/** Returns the files of the shards that hold the entries. */
export function writeShards(
  entries: readonly ShardEntry[],
  sharding: Sharding,
): { readonly name: string; readonly bytes: Uint8Array }[] {
  const stored = entries.map(({ key, value, prefix = new Uint8Array() }) => {
    const bytes = sharding.data_encoding === 'gzip' ? gzip(value) : value;
    return { key, prefix, bytes, size: bytes.length, prefixSize: prefix.length };
  });
  return layShards(stored, sharding, gzip).map(({ name, head, entries: laid, tail }) => ({
    name,
    bytes: Buffer.concat([head, ...laid.flatMap(({ prefix, bytes }) => [prefix, bytes]), tail]),
  }));
}
