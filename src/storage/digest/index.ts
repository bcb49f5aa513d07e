export { Crc64, FileSum } from './crc64.js';
export { createDigester, type Digester } from './digester.js';
export { crc64Digest, createHasher, type Hasher, hashBytes } from './hash-bytes.js';
export type { FileHash, HashTask } from './hash-file.js';
