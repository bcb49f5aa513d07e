import { StorageError } from '../errors/index.js';
import {
  checkOutputDirectory,
  checkSourceDirectory,
  createLocalStorage,
  type LocalOptions,
} from './local/index.js';
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
    const { openS3Storage } = await import('./s3/index.js');
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
