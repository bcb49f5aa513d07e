import Type, { type Static } from 'typebox';
import { placeOf, type Sharding } from './sharding.js';

const encoding = Type.Enum(['raw', 'gzip']);

/** How `info` files describe shards. A shard's index of more than 2^20 minishards would be no index. */
export const shardingSchema = Type.Object({
  '@type': Type.Literal('neuroglancer_uint64_sharded_v1'),
  preshift_bits: Type.Integer({ minimum: 0, maximum: 64 }),
  hash: Type.Enum(['identity', 'murmurhash3_x86_128']),
  minishard_bits: Type.Integer({ minimum: 0, maximum: 20 }),
  shard_bits: Type.Integer({ minimum: 0, maximum: 44 }),
  minishard_index_encoding: Type.Optional(encoding),
  data_encoding: Type.Optional(encoding),
});

/** A sharding as it was read: the keys' lowest bits may be left out of the hash. */
export interface ReadSharding extends Sharding {
  readonly preshiftBits: number;
}

/** A sharding from the spelling of `info` files. */
export function readSharding(info: Static<typeof shardingSchema>): ReadSharding {
  return {
    hash: info.hash,
    preshiftBits: info.preshift_bits,
    minishardBits: info.minishard_bits,
    shardBits: info.shard_bits,
    indexEncoding: info.minishard_index_encoding ?? 'raw',
    dataEncoding: info.data_encoding ?? 'raw',
  };
}

/** Where a key should lie. */
export function expectedPlace(key: bigint, sharding: ReadSharding): { minishard: number; shard: number } {
  return placeOf(key >> BigInt(sharding.preshiftBits), sharding);
}

/** The number that a shard's file name gives, or null where the name is none of this sharding. */
export function shardOfName(name: string, { shardBits }: Sharding): number | null {
  const digits = /^([0-9a-f]+)\.shard$/.exec(name)?.[1];
  if (digits?.length !== Math.max(1, Math.ceil(shardBits / 4))) return null;
  const shard = Number.parseInt(digits, 16);
  return shard < 2 ** shardBits ? shard : null;
}
