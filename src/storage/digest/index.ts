export {
  algorithmTitles,
  type Digest,
  type DigestAlgorithm,
  describeDigest,
  digestAlgorithms,
  hashBytes,
  splitDigest,
} from './digest.js';
export { createDigester, type Digester } from './digester.js';
export { type FileHash, type HashTask, hashFiles } from './hash-file.js';
