import type { ObjectInfo } from './storage.js';

/** Keeps files as they are, in place of pack-files.ts (`browser` of package.json): browsers unpack only in a while. */
export async function packFiles(files: readonly ObjectInfo[]): Promise<() => readonly ObjectInfo[]> {
  return () => files;
}
