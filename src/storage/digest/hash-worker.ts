import { type FileHash, hashFile } from './hash-file.js';

/** Hashes local files one after the other, in a worker. */
export default function hashFiles(paths: readonly string[]): (FileHash | null)[] {
  return paths.map((path) => hashFile(path));
}
