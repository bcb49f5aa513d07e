import type { Static } from 'typebox';
import * as Type from 'typebox';
import type { JsonObject } from '../base/json-value.js';

const type = 'neuroglancer_uint64_sharded_v1';
const encoding = Type.Enum(['raw', 'gzip']);

/** The schema of `sharding` in `info` files. Limits minishards to 2^20 per shard: a larger shard index is damage. */
export const shardingSchema = Type.Object({
  '@type': Type.Literal(type),
  preshift_bits: Type.Integer({ minimum: 0, maximum: 64 }),
  hash: Type.Enum(['identity', 'murmurhash3_x86_128']),
  minishard_bits: Type.Integer({ minimum: 0, maximum: 20 }),
  shard_bits: Type.Integer({ minimum: 0, maximum: 44 }),
  minishard_index_encoding: Type.Optional(encoding),
  data_encoding: Type.Optional(encoding),
});

/**
 * The distribution of keys over shards (`neuroglancer_uint64_sharded_v1`, Neuroglancer's `sharded.md`), as `info` files
 * state it; the hash ignores the lowest `preshift_bits` of a key, and encodings are raw by default.
 */
export type Sharding = Readonly<Omit<Static<typeof shardingSchema>, '@type'>>;

/** Returns a sharding as `info` files have it. */
export function shardingInfo(sharding: Sharding): JsonObject {
  return { '@type': type, ...sharding };
}

/**
 * Returns the numbers of the shard and the minishard that hold a key.
 *
 * @example
 * shardOfKey(1025n, { ...sharding, hash: 'identity', preshift_bits: 0, minishard_bits: 10, shard_bits: 2 }); // { minishard: 1, shard: 1 }
 */
export function shardOfKey(key: bigint, sharding: Sharding): { minishard: number; shard: number } {
  const shifted = key >> BigInt(sharding.preshift_bits);
  const hashed = sharding.hash === 'identity' ? shifted : murmurHash(shifted);
  const bits = (from: number, count: number) =>
    Number((hashed >> BigInt(from)) & ((1n << BigInt(count)) - 1n));
  return {
    minishard: bits(0, sharding.minishard_bits),
    shard: bits(sharding.minishard_bits, sharding.shard_bits),
  };
}

/**
 * Returns the file name of a shard: hexadecimal, padded to the number of shard bits.
 *
 * @example
 * shardName(10, { ...sharding, shard_bits: 8 }); // '0a.shard'
 */
export function shardName(shard: number, { shard_bits }: Sharding): string {
  return `${shard.toString(16).padStart(digitsOf(shard_bits), '0')}.shard`;
}

/** Returns the shard number of a file name; null if no shard of this sharding has that name. */
export function shardOfName(name: string, { shard_bits }: Sharding): number | null {
  const digits = /^([0-9a-f]+)\.shard$/.exec(name)?.[1];
  if (digits?.length !== digitsOf(shard_bits)) return null;
  const shard = Number.parseInt(digits, 16);
  return shard < 2 ** shard_bits ? shard : null;
}

function digitsOf(bits: number): number {
  return Math.max(1, Math.ceil(bits / 4));
}

/** Returns the low 64 bits of MurmurHash3_x86_128 (seed 0) of the eight little-endian bytes of a key. */
export function murmurHash(key: bigint): bigint {
  const [low, high] = [Number(key & 0xffffffffn), Number((key >> 32n) & 0xffffffffn)];
  // Eight bytes are a tail only: they mix into the first two lanes, and their number into all.
  const first = mix(low, 0x239b961b, 15, 0xab0e9789) ^ 8;
  const second = mix(high, 0xab0e9789, 16, 0x38b34ae5) ^ 8;
  const [a, b, c, d] = spread(first, second, 8, 8);
  const [lower, upper] = spread(finish(a), finish(b), finish(c), finish(d));
  return (BigInt(upper >>> 0) << 32n) | BigInt(lower >>> 0);
}

function mix(word: number, first: number, turn: number, second: number): number {
  const product = Math.imul(word, first);
  return Math.imul((product << turn) | (product >>> (32 - turn)), second);
}

function spread(a: number, b: number, c: number, d: number): [number, number, number, number] {
  const sum = (a + b + c + d) | 0;
  return [sum, (b + sum) | 0, (c + sum) | 0, (d + sum) | 0];
}

function finish(word: number): number {
  let value = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
