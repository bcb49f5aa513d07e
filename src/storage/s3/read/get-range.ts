import { GetObjectCommand } from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import type { S3Connection } from '../connection/index.js';
import { discard, drain } from './drain.js';

export interface ObjectRange {
  readonly bytes: Uint8Array;
  /** Bytes of the whole object. */
  readonly total: number;
  readonly etag: string | null;
}

/**
 * Bytes `start` to `end` (exclusive) of an object, fewer where it ends before. With `etag`, fails with a StorageError
 * when the object is another one by now.
 */
export async function getRange(
  connection: S3Connection,
  key: string,
  [start, end]: readonly [number, number],
  etag: string | null = null,
): Promise<ObjectRange> {
  const location = connection.location(key);
  return connection.request('GetObject', key, async (client) => {
    const response = await client
      .send(
        new GetObjectCommand({
          ...connection.fields,
          Bucket: connection.bucket,
          Key: connection.objectKey(key),
          Range: `bytes=${start}-${end - 1}`,
          ...(etag === null ? {} : { IfMatch: etag }),
        }),
      )
      .catch(orEmpty);
    if (response === null) return { bytes: new Uint8Array(0), total: 0, etag };
    const length = response.ContentLength ?? 0;
    const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.ContentRange ?? '') ?? [];
    const whole = total === undefined ? length : Number(total);
    const expected = Math.min(end, whole) - start;
    if (Number(from ?? 0) !== start || length !== expected) {
      discard(response.Body);
      throw new StorageError('busy', 'the server sent other bytes than requested', {
        path: location,
        expected: `${expected} bytes from ${start}`,
        found: response.ContentRange ?? `${length} bytes`,
      });
    }
    const bytes = await drain(response, expected, location);
    return { bytes, total: whole, etag: response.ETag ?? null };
  });
}

/** An object without bytes has no range at all. */
function orEmpty(error: unknown): null {
  if (error instanceof Error && error.name === 'InvalidRange') return null;
  throw error;
}
