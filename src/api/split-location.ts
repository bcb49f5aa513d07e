import { basename, dirname, resolve } from 'node:path';
import { StorageError } from '../errors/index.js';
import { assertSafeKey } from '../storage/index.js';

/**
 * The directory, or `s3://bucket/prefix`, that a file or directory lies in, and its name there. Fails with a StorageError for an
 * address without a name, or with one that no file of a tree may have: names of objects are taken literally.
 */
export function splitLocation(location: string): { readonly parent: string; readonly name: string } {
  const [, root, path = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(?:\/(.*))?$/is.exec(location) ?? [];
  if (root === undefined) {
    // Only a path like `..` has no name of its own.
    const whole = /^\.*$/.test(basename(location)) ? resolve(location) : location;
    return { parent: dirname(whole), name: basename(whole) };
  }
  const key = path.replace(/\/+$/, '');
  if (key === '') {
    throw new StorageError('failed', 'not a file', {
      path: location,
      expected: 's3://bucket/key',
      found: 'no key',
    });
  }
  assertSafeKey(key, location);
  const cut = key.lastIndexOf('/');
  return { parent: `${root}/${key.slice(0, Math.max(0, cut))}`, name: key.slice(cut + 1) };
}
