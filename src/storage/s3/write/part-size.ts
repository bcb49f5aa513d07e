import { StorageError } from '../../../errors/index.js';

/** Bytes of a part of an upload, and of the largest object that is sent whole. */
export const defaultPartBytes = 8 * 1024 * 1024;
/** S3 takes 10,000 parts and 5 TiB; a few parts are kept for sizes that are guesses. */
const mostParts = 9_900;
const largestObject = 5 * 1024 ** 4;

/** Bytes of the parts that an object of `size` bytes is sent in; fails with a StorageError when it is too large for S3. */
export function partSize(size: number | null, location: string): number {
  if (size === null || size <= mostParts * defaultPartBytes) return defaultPartBytes;
  if (size > largestObject) {
    throw new StorageError('too-large', 'too large for an object', {
      path: location,
      expected: 'at most 5 TiB',
      found: `${size} bytes`,
    });
  }
  return Math.ceil(size / mostParts / defaultPartBytes) * defaultPartBytes;
}
