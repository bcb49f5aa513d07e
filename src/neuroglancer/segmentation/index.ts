export { type ChunkExtent, chunkCount, chunkExtents } from './chunk-extents.js';
export { largestChunk, largestChunkFile } from './chunk-limits.js';
export { decodeSegmentationChunk } from './decode-chunk.js';
export { encodeSegmentationChunk } from './encode-chunk.js';
export {
  parseSegmentationInfo,
  parseSegmentProperties,
  type ReadSegmentationInfo,
  type SegmentProperties,
} from './read-info.js';
export {
  chunkName,
  type SegmentationInfo,
  segmentationInfo,
  segmentProperties,
  wholeResolution,
} from './segmentation-info.js';
