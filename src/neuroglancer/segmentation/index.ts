export { type ChunkExtent, type ChunkGrid, chunkCount, chunkExtents, isChunkName } from './chunk-extents.js';
export { largestChunk, largestChunkFile } from './chunk-limits.js';
export { decodeSegmentationChunk } from './decode-chunk.js';
export { type BlockLabels, encodeSegmentationChunk, type LabelBlock } from './encode-chunk.js';
export { type LabelBox, LabelComparison } from './label-comparison.js';
export { BoxReader, copyShared, readChunk } from './read-chunk.js';
export {
  formatSegmentProperties,
  parseSegmentProperties,
  type SegmentProperties,
} from './segment-properties.js';
export {
  blockLength,
  chunkLength,
  formatSegmentationInfo,
  parseSegmentationInfo,
  type SegmentationInfo,
  segmentationKeys,
  wholeResolution,
} from './segmentation-info.js';
export { writeSegmentationInfo } from './write-segmentation-info.js';
