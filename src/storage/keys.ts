import { StorageError } from '../base/errors.js';
import { printable } from '../base/messages.js';

/**
 * Fails with a StorageError of reason `unsafe-name` if a key could leave its root or hide in it: absolute, with empty,
 * `.` or `..` segments, with control characters or lone surrogates. `location` names the key in the message.
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

const firstSurrogate = 0xd800;
const lastSurrogate = 0xdfff;

/** Compares two texts by code point, as object stores and Python sort them; for `sort`. */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    // Apart: an array of both costs more than the comparison before the engine optimizes.
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** UTF-16 sorts surrogates below U+E000 to U+FFFF, although their characters are above. */
function rank(unit: number): number {
  if (unit < firstSurrogate) return unit;
  return unit > lastSurrogate ? unit - 0x800 : unit + 0x2000;
}

/** Joins keys with slashes. Empty keys, such as the root's, are ignored. */
export function joinKey(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

/** Returns the directory of a key; empty for the root. */
export function parentKey(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}

/**
 * Returns the last segment of a key.
 *
 * @example
 * baseName('10000/TS_001/run_metadata.json'); // 'run_metadata.json'
 */
export function baseName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
