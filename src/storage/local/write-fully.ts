import { writeSync } from 'node:fs';
import { toStorageError } from './fs-error.js';

/**
 * Writes all bytes at a position of an open file, and waits for it. Fails with a StorageError about `location` when the
 * disk is full or fails.
 */
export function writeFully(file: number, bytes: Uint8Array, position: number, location: string): void {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(file, bytes, done, bytes.length - done, position + done);
    }
  } catch (cause) {
    throw toStorageError(cause, location);
  }
}
