import { answering } from '../base/thread-failure.js';
import { type FileHash, type HashTask, hashFile } from './hash-file.js';

/** The entry point of a worker thread: hashes local files one after another; null for a file that cannot be read. */
export default answering(({ paths, algorithm }: HashTask): (FileHash | null)[] =>
  paths.map((path) => hashFile(path, algorithm)),
);
