export { blockEncoder, type EncodeBlock } from './block-encoder.js';
export { chunkContent, chunkFrameBound, encodeChunkFrame } from './chunk-frame.js';
