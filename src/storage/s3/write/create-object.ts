import { PutObjectCommand } from '@aws-sdk/client-s3';
import { contentType } from '../../content-type.js';
import { type S3Connection, statusOf } from '../connection/index.js';
import { headObject } from '../read/index.js';
import { putObject } from './put-object.js';

/**
 * Writes a small object unless there is one of that name; false where there is. Servers without conditional writes are
 * asked first whether it is there, which two that ask at once may both be told.
 */
export async function createObject(
  connection: S3Connection,
  key: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const outcome = await connection.request('PutObject', key, async (client) => {
    try {
      await client.send(
        new PutObjectCommand({
          ...connection.objectFields,
          Bucket: connection.bucket,
          Key: connection.objectKey(key),
          Body: bytes,
          ContentLength: bytes.length,
          ContentType: contentType(key),
          IfNoneMatch: '*',
        }),
      );
      return 'created';
    } catch (error) {
      const status = statusOf(error);
      // Conflict: another conditional write of the object is under way.
      if (status === 412 || status === 409) return 'exists';
      if (status === 501 || status === 400) return 'unsupported';
      throw error;
    }
  });
  if (outcome !== 'unsupported') return outcome === 'created';
  if ((await headObject(connection, key)) !== null) return false;
  await putObject(connection, key, bytes);
  return true;
}
