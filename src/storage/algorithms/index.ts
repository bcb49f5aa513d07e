export {
  algorithmFacts,
  type Digest,
  type DigestAlgorithm,
  describeDigest,
  digestAlgorithms,
  isDigest,
  type ManifestAlgorithm,
  manifestAlgorithms,
  splitDigest,
  usualAlgorithm,
} from './digest-algorithm.js';
