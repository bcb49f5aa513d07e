export { createDigester, type Digester, hashBytes } from './digester.js';
export type { FileHash } from './hash-file.js';
