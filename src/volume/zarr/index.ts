export {
  arrayMetadataKey,
  attributesKey,
  chunkKey,
  encodeArrayMetadata,
  encodeAttributes,
  encodeGroupMetadata,
  groupKey,
  type WrittenArray,
  type WrittenPyramid,
} from './metadata.js';
