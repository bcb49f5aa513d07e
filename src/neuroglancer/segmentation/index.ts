export { encodeSegmentationChunk } from './encode-chunk.js';
export {
  chunkName,
  type SegmentationInfo,
  segmentationInfo,
  segmentProperties,
  wholeResolution,
} from './segmentation-info.js';
