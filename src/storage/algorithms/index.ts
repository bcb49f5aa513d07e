export {
  algorithmFacts,
  type Digest,
  type DigestAlgorithm,
  describeDigest,
  digestAlgorithms,
  isDigest,
  splitDigest,
  usualAlgorithm,
} from './digest-algorithm.js';
