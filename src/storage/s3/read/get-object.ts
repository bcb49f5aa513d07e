import { GetObjectCommand } from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import type { S3Connection } from '../connection/index.js';
import { discard, drain } from './drain.js';

/**
 * A whole object, held to the checksum that is stored with it, if there is one. Fails with reason `too-large` beyond
 * `limit` bytes.
 */
export async function getObject(connection: S3Connection, key: string, limit: number): Promise<Uint8Array> {
  const location = connection.location(key);
  return connection.requestWithChecksum('GetObject', key, async (client, hasChecksum) => {
    const response = await client.send(
      new GetObjectCommand({
        ...connection.fields,
        Bucket: connection.bucket,
        Key: connection.objectKey(key),
        ...(hasChecksum ? { ChecksumMode: 'ENABLED' } : {}),
      }),
    );
    const size = response.ContentLength ?? 0;
    if (size > limit) {
      discard(response.Body);
      throw new StorageError('too-large', 'exceeds the size limit', {
        path: location,
        expected: `at most ${limit} bytes`,
        found: `${size} bytes`,
      });
    }
    return drain(response, size, location);
  });
}
