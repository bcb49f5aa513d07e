import type { JsonObject } from '../../json/index.js';
import { murmurHash } from './murmur-hash.js';

/** How keys are spread over shards: Neuroglancer's `neuroglancer_uint64_sharded_v1`, without preshift. */
export interface Sharding {
  readonly hash: 'identity' | 'murmurhash3_x86_128';
  readonly minishardBits: number;
  readonly shardBits: number;
  readonly indexEncoding: 'raw' | 'gzip';
  readonly dataEncoding: 'raw' | 'gzip';
}

/** A sharding in the spelling of `info` files. */
export function shardingInfo(sharding: Sharding): JsonObject {
  return {
    '@type': 'neuroglancer_uint64_sharded_v1',
    preshift_bits: 0,
    hash: sharding.hash,
    minishard_bits: sharding.minishardBits,
    shard_bits: sharding.shardBits,
    minishard_index_encoding: sharding.indexEncoding,
    data_encoding: sharding.dataEncoding,
  };
}

/** Where a key lies. */
export function placeOf(key: bigint, sharding: Sharding): { minishard: number; shard: number } {
  const hashed = sharding.hash === 'identity' ? key : murmurHash(key);
  const bits = (from: number, count: number) =>
    Number((hashed >> BigInt(from)) & ((1n << BigInt(count)) - 1n));
  return {
    minishard: bits(0, sharding.minishardBits),
    shard: bits(sharding.minishardBits, sharding.shardBits),
  };
}

/** File name of a shard: hexadecimal, as many digits as the shard bits ask for. */
export function shardName(shard: number, { shardBits }: Sharding): string {
  return `${shard.toString(16).padStart(Math.max(1, Math.ceil(shardBits / 4)), '0')}.shard`;
}
