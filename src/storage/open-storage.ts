import { StorageError } from '../errors/index.js';
import { checkOutputDirectory, checkSourceDirectory, createLocalStorage } from './local/index.js';
import type { S3Options } from './s3/s3-options.js';
import type { Storage } from './storage.js';

export interface StorageOptions extends S3Options {
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
  if (scheme !== undefined || location === '' || location.includes('\0')) {
    throw new StorageError('failed', 'not a place for files', {
      path: location,
      expected: 'a directory or s3://bucket/prefix',
      found: scheme === undefined ? 'no name' : `${scheme}://`,
    });
  }
  if (options.check === 'source') await checkSourceDirectory(location, location);
  if (options.check === 'output') await checkOutputDirectory(location, location);
  return createLocalStorage(location);
}
