export { type ByteReader, WindowReader } from './byte-reader.js';
export { parseDocument, three } from './parse-document.js';
export { unpack } from './unpack.js';
