export { type ShardEntry, type ShardFile, writeShards } from './shard-writer.js';
export { type Sharding, shardingInfo } from './sharding.js';
