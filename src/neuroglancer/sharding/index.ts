export type { ShardFrame } from './frame-shard.js';
export { type LaidShard, layShards, type SizedEntry } from './lay-shards.js';
export { MinishardSorter, type Spill } from './minishard-sorter.js';
export { fixedIndexBytes, type Minishard, readShards } from './read-shards.js';
export { type SequenceSharding, sequenceShard } from './sequence-shard.js';
export {
  parseSharding,
  type Sharding,
  shardingInfo,
  shardingSchema,
  shardName,
  shardOfKey,
  shardOfName,
} from './sharding.js';
