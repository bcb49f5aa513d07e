import { constants } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../base/errors.js';
import { FileCalls } from './local/file-calls.js';
import { explain, isMissing } from './local/fs-error.js';
import { createLocalStorage, type LocalOptions } from './local/local-storage.js';
import { makeDirectory } from './local/local-writer.js';
import { partialName } from './partial-name.js';
import type { S3Options } from './s3/s3-options.js';
import type { Storage } from './storage.js';

export interface StorageOptions extends S3Options, LocalOptions {
  /** What the storage is for: it must exist as a `source`, be made and written to as an `output`; else either. */
  readonly check?: 'source' | 'output';
}

/**
 * The storage at a location as users name it: a local directory or `s3://bucket/prefix`. Fails with a StorageError that
 * names it when it is of another kind or is not fit for what `check` says it is for.
 */
export async function openStorage(location: string, options: StorageOptions = {}): Promise<Storage> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(location)?.[1]?.toLowerCase();
  if (scheme === 's3') {
    // The SDK takes its time to load, which local runs need not wait for.
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
  if (options.check === 'source') await checkSourceDirectory(location, location);
  if (options.check === 'output') await checkOutputDirectory(location, location);
  return createLocalStorage(location, options);
}

function mistakeIn(location: string, scheme: string | undefined): string | null {
  if (scheme !== undefined) return `${scheme}://`;
  if (location === '') return 'no name';
  if (location.includes('\0')) return 'a name with a null character';
  // A tree for a bucket would fill the disk.
  return /^s3[a-z]?:/i.exec(location)?.[0] ?? null;
}

/** A link that waits under the name is not followed. */
const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Fails with a StorageError unless `path` is a directory that can be listed. */
async function checkSourceDirectory(path: string, location: string): Promise<void> {
  await explain(location, async () => {
    const facts = await stat(path).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (facts === null) throw new StorageError('missing', 'no such directory', { path: location });
    if (!facts.isDirectory()) throw notADirectory(location);
    await readdir(path);
  });
}

/** Creates the directory `path` when it is missing; fails with a StorageError unless a file can be made in it. */
async function checkOutputDirectory(path: string, location: string): Promise<void> {
  await explain(location, async () => {
    const facts = await stat(path).catch(() => null);
    if (facts !== null && !facts.isDirectory()) throw notADirectory(location);
    await makeDirectory(path, new FileCalls());
    const probe = join(path, partialName('probe'));
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
