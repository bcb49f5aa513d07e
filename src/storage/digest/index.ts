export { createDigester, type Digester } from './digester.js';
export { hashBytes } from './hash-bytes.js';
export { type FileHash, type HashTask, hashFiles } from './hash-file.js';
