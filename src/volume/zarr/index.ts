export { decodeChunk } from './decode-chunk.js';
export { imageLabels } from './image-labels.js';
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
export { openZarrArray, type ZarrArray } from './open-array.js';
export type { ArrayMetadata } from './parse-array-metadata.js';
export { axisNames, type MultiscaleLevel, parseMultiscales } from './parse-multiscales.js';
