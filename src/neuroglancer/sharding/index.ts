export { type LaidShard, layShards, type SizedEntry } from './lay-shards.js';
export { MinishardSorter, type Spill } from './minishard-sorter.js';
export {
  expectedPlace,
  type ReadSharding,
  readSharding,
  shardingSchema,
  shardOfName,
} from './parse-sharding.js';
export { fixedIndexBytes, type Minishard, type ReadMinishard, readMinishards } from './read-shard.js';
export { type SequenceShard, type SequenceSharding, sequenceShard } from './sequence-shard.js';
export { type ShardEntry, type ShardFile, writeShards } from './shard-writer.js';
export { type Sharding, shardingInfo, shardName } from './sharding.js';
