import { bytesOf, joinBytes } from '../bytes.js';
import type { Gzip } from '../gzip.js';
import { type Sharding, shardName } from './sharding.js';

/** A shard's file without its values, which lie between `head` and `tail`. */
export interface ShardFrame {
  readonly name: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Where each minishard's index lies. */
  readonly head: Uint8Array;
  /** The minishards' indices. */
  readonly tail: Uint8Array;
}

/**
 * The frame of a shard with `valueBytes` of values. Of each minishard the index: keys, offsets and sizes, each after the
 * one before it.
 */
export function frameShard(
  shard: number,
  valueBytes: number,
  indices: Iterable<readonly [minishard: number, index: BigUint64Array]>,
  sharding: Sharding,
  gzip: Gzip,
): ShardFrame {
  const head = new BigUint64Array(2 ** sharding.minishardBits * 2);
  const packed: Uint8Array[] = [];
  let end = valueBytes;
  for (const [minishard, index] of indices) {
    const raw = bytesOf(index);
    const bytes = sharding.indexEncoding === 'gzip' ? gzip(raw) : raw;
    packed.push(bytes);
    head[minishard * 2] = BigInt(end);
    end += bytes.length;
    head[minishard * 2 + 1] = BigInt(end);
  }
  return {
    name: shardName(shard, sharding),
    size: head.byteLength + end,
    head: bytesOf(head),
    tail: joinBytes(packed),
  };
}
