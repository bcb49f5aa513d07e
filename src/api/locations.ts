// Locations that users name: files, directories and `s3://` URLs.

import { readFile, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { closing } from '../base/closing.js';
import { type CryoetError, type ErrorFacts, StorageError, UsageError } from '../base/errors.js';
import { storageOf, storageOptions } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { assertSafeKey } from '../storage/keys.js';
import { explain } from '../storage/local/fs-error.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';

/** A file or directory in its storage. */
export interface OpenLocation {
  readonly storage: Storage;
  readonly key: string;
}

/** Options for reading and writing buckets. */
export type AccessOptions = Partial<OptionValues<typeof storageOptions>>;

/** Returns options with their defaults, as `openStorage` takes them. Fails with a UsageError for an invalid one. */
export async function accessOf(options: AccessOptions): Promise<StorageOptions> {
  return storageOf(await resolveOptions(storageOptions, options));
}

/** Opens the directory or prefix of a file. Fails with a StorageError if it does not exist. */
export async function openLocation(location: string, options: StorageOptions): Promise<OpenLocation> {
  const { parent, name } = splitLocation(location);
  return { storage: await openStorage(parent, { check: 'source', ...options }), key: name };
}

/**
 * Splits a location into the directory or `s3://bucket/prefix` and the name of the file or directory. Fails with a
 * StorageError for a URL without a key, or with a key that is not allowed in a tree, such as one with `..`.
 */
export function splitLocation(location: string): { readonly parent: string; readonly name: string } {
  const [, root, path = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(?:\/(.*))?$/is.exec(location) ?? [];
  if (root === undefined) {
    // Only a path such as `..` has no name of its own.
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

/** Returns the real location of a key, with links and relative paths resolved. */
export async function realLocation(storage: Storage, key = ''): Promise<string> {
  if (storage.flat) return storage.location(key);
  return realPath(resolve(storage.url, key));
}

/** Fails with a UsageError if input and output are the same or one contains the other; `name` is that of the input. */
export async function refuseInput(
  input: OpenLocation,
  { storage, key }: OpenLocation,
  path: string,
  name = 'IN',
): Promise<void> {
  if (input.storage.flat !== storage.flat) return;
  const [from, to] = [await realLocation(input.storage, input.key), await realLocation(storage, key)];
  if (from === to) throw new UsageError(`OUT is the same as ${name}`, { path, expected: 'another name' });
  if (to.startsWith(`${from}/`))
    throw new UsageError(`OUT lies in ${name}`, { path, expected: 'another place' });
  if (from.startsWith(`${to}/`))
    throw new UsageError(`${name} lies in OUT`, { path, expected: 'another name' });
}

/** Returns the real path of what need not exist: that of the nearest existing parent, and the rest. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await realPath(above), basename(path));
  }
}

/**
 * Checks the directory for temporary files. Fails with a StorageError if files cannot be created in it, or if none is
 * given and the system's does not exist.
 */
export async function stagingDirectory(
  directory: string | undefined,
): Promise<{ readonly stagingDirectory?: string }> {
  if (directory === undefined) {
    const facts = await stat(tmpdir()).catch(() => null);
    if (facts?.isDirectory()) return {};
    throw new StorageError('missing', 'no directory for temporary files', {
      path: tmpdir(),
      expected: 'a directory',
      found: facts === null ? 'nothing' : 'a file',
      hint: 'set TMPDIR to a directory that is there, or name one with --staging-dir',
    });
  }
  await (await openStorage(directory, { check: 'output' })).close();
  return { stagingDirectory: directory };
}

/** Reads a file that the user named. Fails with `toError` of the reason, such as `no such file or directory`. */
export async function readNamedFile(
  path: string,
  toError: (reason: string, facts: ErrorFacts) => CryoetError,
  options: StorageOptions = {},
): Promise<Uint8Array> {
  try {
    if (!isObject(path)) return await explain(path, () => readFile(path));
    const { storage, key } = await openLocation(path, options);
    return await closing(storage, () => storage.get(key));
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    throw toError(cause.message, { ...cause.facts, path, cause });
  }
}

/** True if a location is in a bucket. */
export function isObject(location: string): boolean {
  return /^s3:\/\//i.test(location);
}

/**
 * Returns the clock for outputs: the time now, or the fixed time of SOURCE_DATE_EPOCH (seconds since 1970). Fails
 * with a UsageError if that is not a whole number.
 */
export function createClock(environment: NodeJS.ProcessEnv): () => Date {
  const epoch = environment.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === '') return () => new Date();
  if (!/^\d{1,11}$/.test(epoch))
    throw new UsageError(`SOURCE_DATE_EPOCH is a number of seconds, not ${epoch}`);
  const fixed = new Date(Number(epoch) * 1000);
  return () => fixed;
}
