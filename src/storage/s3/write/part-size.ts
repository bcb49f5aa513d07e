import { StorageError } from '../../../errors/index.js';

const mebibyte = 1024 * 1024;
/** Bytes of a part of an upload, and of the largest object that is sent whole. */
export const defaultPartBytes = 8 * mebibyte;
/** S3 takes 10,000 parts and 5 TiB; a few parts are kept for sizes that are guesses. */
const mostParts = 9_900;
const largestObject = 5 * 1024 ** 4;

/** How the server copies objects itself. */
export interface CopyLimits {
  /** Bytes that one request copies, at most. S3 itself takes 5 GiB, which may last longer than a connection may idle. */
  readonly whole: number;
  /** Bytes of a part of larger ones. */
  readonly part: number;
}

export const copyLimits: CopyLimits = { whole: 1024 * mebibyte, part: 512 * mebibyte };

/**
 * Bytes of the parts that an object of `size` bytes is sent in, `part` or a multiple of it; fails with a StorageError
 * when it is too large for S3.
 */
export function partSize(size: number | null, location: string, part = defaultPartBytes): number {
  if (size === null || size <= mostParts * part) return part;
  if (size > largestObject) {
    throw new StorageError('too-large', 'too large for an object', {
      path: location,
      expected: 'at most 5 TiB',
      found: `${size} bytes`,
    });
  }
  return Math.ceil(size / mostParts / part) * part;
}

/** First and last byte of every part of an object. */
export function partRanges(size: number, part: number): [first: number, last: number][] {
  return Array.from({ length: Math.ceil(size / part) }, (_, index) => [
    index * part,
    Math.min(size, (index + 1) * part) - 1,
  ]);
}
