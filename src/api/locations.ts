import { readFile, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type CryoetError, type ErrorFacts, StorageError, UsageError } from '../base/errors.js';
import { assertSafeKey } from '../storage/keys.js';
import { explain } from '../storage/local/fs-error.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';

/** One file or directory in its storage. */
export interface OpenLocation {
  readonly storage: Storage;
  readonly key: string;
}

/** The directory or prefix that a file lies in, and the file's name in it. Fails with a StorageError where that is none. */
export async function openLocation(location: string, options: StorageOptions): Promise<OpenLocation> {
  const { parent, name } = splitLocation(location);
  return { storage: await openStorage(parent, { check: 'source', ...options }), key: name };
}

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

/** Where a key of a storage is, whatever links and spellings lead there. */
export async function placeOf(storage: Storage, key = ''): Promise<string> {
  if (storage.flat) return storage.location(key);
  return realPlace(resolve(storage.url, key));
}

/** The real path of what need not be there yet: that of what is there above it, with the rest. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(await realPlace(above), basename(path));
  }
}

/** What work with something open gives or fails with; it is closed after that in either case. */
export async function closing<Result>(
  opened: { close(): Promise<void> },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } finally {
    await opened.close();
  }
}

/**
 * Where temporary files go, if that was said. Fails with a StorageError when files cannot be made there, or when the system's
 * directory for them is not there.
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

/**
 * The bytes of a local file that a call names. Fails with the error that `toError` makes of the reason, in the words of storage
 * errors: `no such file or directory`.
 */
export async function readNamedFile(
  path: string,
  toError: (reason: string, facts: ErrorFacts) => CryoetError,
): Promise<Uint8Array> {
  try {
    return await explain(path, () => readFile(path));
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    throw toError(cause.message, { ...cause.facts, path, cause });
  }
}

/**
 * The clock that outputs are stamped with: the time now, or the fixed one of SOURCE_DATE_EPOCH (seconds).
 * Fails with a UsageError when that is not a whole number.
 */
export function createClock(environment: NodeJS.ProcessEnv): () => Date {
  const epoch = environment.SOURCE_DATE_EPOCH;
  if (epoch === undefined || epoch === '') return () => new Date();
  if (!/^\d{1,11}$/.test(epoch))
    throw new UsageError(`SOURCE_DATE_EPOCH is a number of seconds, not ${epoch}`);
  const fixed = new Date(Number(epoch) * 1000);
  return () => fixed;
}
