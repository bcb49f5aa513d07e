export type { ChunkStorage } from './chunk-storage.js';
export { imageLabels, listedLabels } from './image-labels.js';
export { fileGridOf, isChunkKey } from './is-chunk-key.js';
export {
  arrayKey,
  arrayMetadataKey,
  attributesKey,
  chunkKey,
  encodeArrayMetadata,
  encodeAttributes,
  encodeGroup,
  encodeGroupMetadata,
  groupKey,
  type WrittenArray,
  type WrittenPyramid,
} from './metadata.js';
export { type ArrayMetadata, type DescribedArray, parseArrayMetadata } from './parse-array-metadata.js';
export { axisNames, type MultiscaleLevel, parseMultiscales } from './parse-multiscales.js';
export { parseV3Metadata, v3Key } from './parse-v3-metadata.js';
export { type GroupAttributes, omeAttributes, readAttributes } from './read-attributes.js';
export { asDocument, largestDocument, readDocument } from './read-document.js';
export { RegionReader } from './region-reader.js';
export { ShardIndex } from './shard-index.js';
export { encodeShardedMetadata, shardKey, v3ArrayKey, type WrittenShards } from './sharded-metadata.js';
export { largestChunk, openZarrArray, ZarrArray } from './zarr-array.js';
