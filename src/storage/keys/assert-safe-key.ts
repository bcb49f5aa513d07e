import { printable, StorageError } from '../../errors/index.js';

/**
 * Refuses a key that could leave its root or hide in it: absolute, with empty, `.` or `..` segments, with control
 * characters or lone surrogates. Fails with a StorageError of reason `unsafe-name`; `location` is how messages name the key.
 */
export function assertSafeKey(key: string, location: string = key): void {
  const found = whatIsUnsafe(key);
  if (found === null) return;
  throw new StorageError('unsafe-name', 'not a safe name', {
    path: printable(location),
    expected: 'names between single slashes, without control characters',
    found,
  });
}

function whatIsUnsafe(key: string): string | null {
  if (key.startsWith('/')) return 'an absolute path';
  if (/\p{Cc}/u.test(key)) return `a control character in ${printable(key)}`;
  if (/\p{Cs}/u.test(key)) return `half a character in ${printable(key)}`;
  for (const segment of key.split('/')) {
    if (segment === '') return key === '' ? 'no name' : 'an empty name between slashes';
    if (segment === '.' || segment === '..') return `a segment ${segment}`;
  }
  return null;
}
