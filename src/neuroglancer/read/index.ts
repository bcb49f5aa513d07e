export { type ByteReader, WindowReader } from './byte-reader.js';
export { parseDocument } from './parse-document.js';
export { unpack } from './unpack.js';
