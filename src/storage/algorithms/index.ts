export {
  algorithmTitles,
  type Digest,
  type DigestAlgorithm,
  describeDigest,
  digestAlgorithms,
  splitDigest,
} from './digest-algorithm.js';
