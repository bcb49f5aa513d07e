export { type ByteReader, WindowReader } from './byte-reader.js';
export { parseDocument, three } from './parse-document.js';
export { type OpenFile, type PrecomputedFiles, storedFiles } from './precomputed-files.js';
export { type PrecomputedAspect, PrecomputedReader, type ReadOptions } from './precomputed-reader.js';
