import { readSync } from 'node:fs';
import { FormatError } from '../../base/errors.js';

/**
 * Fills `target` from a position of an open file, synchronously. Fails with a FormatError if the file ends before.
 */
export function readFully(file: number, target: Uint8Array, position: number): void {
  let done = 0;
  while (done < target.length) {
    const count = readSync(file, target, done, target.length - done, position + done);
    if (count === 0) {
      throw new FormatError('the file became shorter while it was read', {
        expected: `${target.length} bytes at ${position}`,
        found: `${done} bytes`,
      });
    }
    done += count;
  }
}

/**
 * Fills `target` with rows of `rowBytes` bytes from a position of an open file, in which their starts are `pitch` bytes
 * apart. Fails like `readFully`.
 */
export function readRows(
  file: number,
  target: Uint8Array,
  position: number,
  rowBytes: number,
  pitch: number,
): void {
  // Rows without gaps are read with one call of the system.
  const bytes = rowBytes === pitch ? target.length : rowBytes;
  for (let at = 0, from = position; at < target.length; at += bytes, from += pitch) {
    readFully(file, target.subarray(at, at + bytes), from);
  }
}
