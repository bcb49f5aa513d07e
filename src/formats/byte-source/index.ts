export { type ByteSource, bytesOf } from './byte-source.js';
export { lineBatches } from './line-batches.js';
export { LineSplitter } from './line-splitter.js';
export { linesOf } from './lines.js';
export { readWhole } from './read-whole.js';
export { textChunks } from './text-chunks.js';
