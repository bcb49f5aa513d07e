import { type FileHash, type HashTask, hashFile } from './hash-file.js';

/** Hashes local files, one after the other; null for one that cannot be read. */
export default function hashFiles({ paths, algorithm }: HashTask): (FileHash | null)[] {
  return paths.map((path) => hashFile(path, algorithm));
}
