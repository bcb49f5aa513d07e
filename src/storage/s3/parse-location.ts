import { StorageError } from '../../errors/index.js';
import { assertSafeKey } from '../keys/index.js';

/** Bucket and prefix that `s3://bucket/prefix` names; fails with a StorageError when it names none. */
export function parseS3Location(location: string): { bucket: string; prefix: string } {
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(location) ?? [];
  if (bucket === undefined || !/^[a-z0-9][a-z0-9._-]{1,253}[a-z0-9]$/i.test(bucket)) {
    throw new StorageError('failed', 'invalid bucket name', {
      path: location,
      expected: 's3://bucket/prefix, the bucket of at least 3 letters, digits, dots and hyphens',
      found: bucket ?? 'no bucket',
    });
  }
  const prefix = path.replace(/\/+$/, '');
  if (prefix !== '') assertSafeKey(prefix, location);
  return { bucket, prefix };
}
