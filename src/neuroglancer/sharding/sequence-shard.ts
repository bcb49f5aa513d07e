import { bytesOf, joinBytes } from '../bytes.js';
import type { Gzip } from '../gzip.js';
import { type Sharding, shardName } from './sharding.js';

/** A sharding of which one shard holds all keys, its minishards their rest of a division, and values lie as they are. */
export type SequenceSharding = Sharding & {
  readonly hash: 'identity';
  readonly shardBits: 0;
  readonly dataEncoding: 'raw';
};

/** The shard of records of one length that are counted up from 0, without the records themselves. */
export interface SequenceShard {
  readonly name: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Where each minishard's index lies: what the file begins with. The records follow, minishard by minishard. */
  readonly head: Uint8Array;
  /** The minishards' indices: what the file ends with. */
  readonly tail: Uint8Array;
}

/** Lays a shard out by nothing but the number of its records. */
export function sequenceShard(
  count: number,
  recordBytes: number,
  sharding: SequenceSharding,
  gzip: Gzip,
): SequenceShard {
  const minishards = 2 ** sharding.minishardBits;
  const head = new BigUint64Array(2 * minishards);
  const indices: Uint8Array[] = [];
  let offset = count * recordBytes;
  for (let minishard = 0; minishard < Math.min(count, minishards); minishard++) {
    const index = sequenceIndex(minishard, count, recordBytes, minishards);
    const bytes = sharding.indexEncoding === 'gzip' ? gzip(index) : index;
    indices.push(bytes);
    head[2 * minishard] = BigInt(offset);
    offset += bytes.length;
    head[2 * minishard + 1] = BigInt(offset);
  }
  return {
    name: shardName(0, sharding),
    size: head.byteLength + offset,
    head: bytesOf(head),
    tail: joinBytes(indices),
  };
}

/** How many of the records 0 … count − 1 lie in the minishards before one. */
export function recordsBefore(minishard: number, count: number, minishards: number): number {
  return Math.floor(count / minishards) * minishard + Math.min(minishard, count % minishards);
}

/** Keys, offsets and sizes, each after the one before it; the first of each as it is. */
function sequenceIndex(
  minishard: number,
  count: number,
  recordBytes: number,
  minishards: number,
): Uint8Array {
  const before = recordsBefore(minishard, count, minishards);
  const length = recordsBefore(minishard + 1, count, minishards) - before;
  const index = new BigUint64Array(3 * length);
  index.fill(BigInt(minishards), 1, length);
  index[0] = BigInt(minishard);
  index[length] = BigInt(before * recordBytes);
  index.fill(BigInt(recordBytes), 2 * length);
  return bytesOf(index);
}
