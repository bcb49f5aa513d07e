import type { Stats } from 'node:fs';
import { StorageError } from '../../errors/index.js';

/** Fails with a StorageError when a file is another one than before, or was written to: by number, size and time. */
export function checkSameFile(before: Stats, now: Stats, location: string): void {
  if (before.ino === now.ino && before.size === now.size && before.mtimeMs === now.mtimeMs) return;
  throw new StorageError('changed', 'changed while it was read', {
    path: location,
    expected: `as it was: ${describe(before)}`,
    found: describe(now),
    hint: 'ingest again once the source is at rest',
  });
}

function describe({ size, mtime, ino }: Stats): string {
  return `${size} bytes of ${mtime.toISOString()}, file number ${ino}`;
}
