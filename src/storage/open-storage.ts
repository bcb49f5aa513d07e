import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { undoing } from '../base/closing.js';
import { nullIf, StorageError } from '../base/errors.js';
import { ListedStorage } from './listed-storage.js';
import { FileCalls } from './local/file-calls.js';
import { explain, isMissing } from './local/fs-error.js';
import { createLocalStorage, type LocalOptions, removeLocalLeftovers } from './local/local-storage.js';
import { makeDirectory, newFile, partialPath } from './local/local-writer.js';
import { longestAtWork } from './partial-name.js';
import type { S3Options } from './s3/s3-options.js';
import type { Storage } from './storage.js';

/** Options of a storage: those of object stores, those of directories, and the access check. */
export interface StorageOptions extends S3Options, LocalOptions {
  /** A `source` must exist and be listable; an `output` is made if missing and must be writable. Default: no check. */
  readonly check?: 'source' | 'output';
  /** Directories that the check makes are added, the innermost last. */
  readonly made?: string[];
}

/**
 * Opens the storage at a location that the user named: a local directory or `s3://bucket/prefix`. Fails with a
 * StorageError that names the location if it is of another kind, or if the check fails.
 *
 * @example
 * const input = await openStorage('s3://bucket/EMPIAR-10988', { check: 'source', noSignRequest: true });
 */
export async function openStorage(location: string, options: StorageOptions = {}): Promise<Storage> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location)?.[1]?.toLowerCase();
  if (scheme === 's3') {
    // Loaded on demand: the SDK is slow to load, and local runs do not need it.
    const { openS3Storage } = await import('./s3/s3-storage.js');
    return openS3Storage(location, options);
  }
  const mistake = mistakeIn(location, scheme);
  if (mistake !== null) {
    throw new StorageError('failed', 'not a place for files', {
      path: location,
      expected: 'a directory or s3://bucket/prefix',
      found: mistake,
    });
  }
  if (options.check === 'source') await checkSourceDirectory(location);
  if (options.check === 'output') await checkOutputDirectory(location, options.made);
  return createLocalStorage(location, options);
}

export interface ListedStorageOptions extends StorageOptions {
  /** True if the caller will look at everything, so that an object store is best listed in one pass. */
  readonly isWhole: boolean;
  /** Called now and then with the number of files that a pass has found so far. */
  onListed?(files: number): void;
}

/** Opens a tree or deposition for reading; a bucket is listed once. Fails with a StorageError without it. */
export async function openListedStorage(location: string, options: ListedStorageOptions): Promise<Storage> {
  const storage = await openStorage(location, options);
  if (!storage.flat) {
    await storage.close();
    return openStorage(location, { ...options, check: 'source' });
  }
  const listed = new ListedStorage(storage, options.onListed);
  return undoing(storage, 'close', async () => {
    if (options.isWhole) await listed.pass('');
    if ((await listed.readDirectory('')).length > 0) return listed;
    throw new StorageError('missing', 'no object with this prefix', { path: storage.location('') });
  });
}

function mistakeIn(location: string, scheme: string | undefined): string | null {
  if (scheme !== undefined) return `${scheme}://`;
  if (location === '') return 'no name';
  if (location.includes('\0')) return 'a name with a null character';
  // A mistyped `s3:/bucket` must not become a local directory: a tree that is meant for a bucket would fill the disk.
  return /^s3[a-z]?:/i.exec(location)?.[0] ?? null;
}

/** Fails with a StorageError unless `location` is a directory that can be listed. */
async function checkSourceDirectory(location: string): Promise<void> {
  await explain(location, async () => {
    const facts = await stat(location).catch(nullIf(isMissing));
    if (facts === null) throw new StorageError('missing', 'no such directory', { path: location });
    if (!facts.isDirectory()) throw notADirectory(location);
    await readdir(location);
  });
}

/** Creates the directory `location` if it is missing. Fails with a StorageError unless a file can be created in it. */
async function checkOutputDirectory(location: string, made?: string[]): Promise<void> {
  await explain(location, async () => {
    const facts = await stat(location).catch(() => null);
    if (facts !== null && !facts.isDirectory()) throw notADirectory(location);
    const calls = new FileCalls();
    await makeDirectory(location, calls, made);
    await removeLocalLeftovers(location, calls, longestAtWork, 'probe').catch(() => undefined);
    const probe = partialPath(join(location, 'probe'));
    await (await open(probe, newFile)).close();
    await rm(probe, { force: true });
  }).catch((error: StorageError) => {
    throw new StorageError(error.reason, `cannot write here: ${error.message}`, error.facts);
  });
}

function notADirectory(location: string): StorageError {
  return new StorageError('failed', 'not a directory', {
    path: location,
    expected: 'a directory',
    found: 'a file',
  });
}
