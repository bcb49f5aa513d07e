import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { fileError } from '../../base/errors.js';
import { toStorageError } from '../../storage/local/fs-error.js';
import type { OpenWaiting } from './waiting-file.js';

/** Fills `target` from a position of a file, synchronously. Fails with a FormatError if the file ends before. */
export function readFully(file: number, target: Uint8Array, position: number): void {
  let done = 0;
  while (done < target.length) {
    const count = readSync(file, target, done, target.length - done, position + done);
    if (count === 0) {
      const expected = `${target.length} bytes at ${position}`;
      throw fileError('the file became shorter while it was read', {}, expected, `${done} bytes`);
    }
    done += count;
  }
}

/** Writes all bytes at a position of an open file. Fails with a StorageError about `location`. */
export function writeFully(file: number, bytes: Uint8Array, position: number, location: string): void {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(file, bytes, done, bytes.length - done, position + done);
    }
  } catch (cause) {
    throw toStorageError(cause, location);
  }
}

/** Opens a file of this machine. Fails with an Error if that is impossible. */
export const openLocal: OpenWaiting = (path, mayBeLink) => {
  const file = openIfThere(path, constants.O_RDONLY | (mayBeLink ? 0 : constants.O_NOFOLLOW));
  if (file === null) return null;
  return {
    size: fstatSync(file).size,
    read: (target, position) => readFully(file, target, position),
    close: () => closeSync(file),
  };
};

function openIfThere(path: string, flags: number): number | null {
  try {
    return openSync(path, flags);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
