export { type ByteSource, bytesOf, type Span, type SpanChunk } from './byte-source.js';
export { concatBytes } from './concat-bytes.js';
export { lineBatches } from './line-batches.js';
export { LineSplitter } from './line-splitter.js';
export { linesOf } from './lines.js';
export { readWhole } from './read-whole.js';
export { textChunks } from './text-chunks.js';
export { TextPieces } from './text-pieces.js';
export { wholeLines } from './whole-lines.js';
