import type { DigestAlgorithm } from './digest.js';
import { type FileHash, hashFile } from './hash-file.js';

/** Local files, and what they are hashed with. */
export interface HashTask {
  readonly paths: readonly string[];
  readonly algorithm: DigestAlgorithm;
}

/** Hashes local files one after the other, in a worker. */
export default function hashFiles({ paths, algorithm }: HashTask): (FileHash | null)[] {
  return paths.map((path) => hashFile(path, algorithm));
}
