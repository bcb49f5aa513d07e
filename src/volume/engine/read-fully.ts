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
