import type { Gzip } from '../gzip.js';
import { frameShard, type ShardFrame } from './frame-shard.js';
import type { Sharding } from './sharding.js';

/** A sharding of which one shard holds all keys, its minishards their rest of a division, and values lie as they are. */
export type SequenceSharding = Sharding & {
  readonly hash: 'identity';
  readonly shardBits: 0;
  readonly dataEncoding: 'raw';
};

/** The frame of a shard of `count` records of one length that are counted up from 0, minishard by minishard. */
export function sequenceShard(
  count: number,
  recordBytes: number,
  sharding: SequenceSharding,
  gzip: Gzip,
): ShardFrame {
  const indices = sequenceIndices(count, recordBytes, 2 ** sharding.minishardBits);
  return frameShard(0, count * recordBytes, indices, sharding, gzip);
}

/** How many of the records 0 … count − 1 lie in the minishards before one. */
export function recordsBefore(minishard: number, count: number, minishards: number): number {
  return Math.floor(count / minishards) * minishard + Math.min(minishard, count % minishards);
}

/** Of each minishard keys, offsets and sizes, each after the one before it; the first of each as it is. */
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
