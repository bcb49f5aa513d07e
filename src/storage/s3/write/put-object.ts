import { PutObjectCommand } from '@aws-sdk/client-s3';
import { contentType } from '../../content-type.js';
import type { S3Connection } from '../connection/index.js';

/** Writes a whole object in one request. */
export async function putObject(connection: S3Connection, key: string, bytes: Uint8Array): Promise<void> {
  await connection.request('PutObject', key, (client) =>
    client.send(
      new PutObjectCommand({
        Bucket: connection.bucket,
        Key: connection.objectKey(key),
        Body: bytes,
        ContentLength: bytes.length,
        ContentType: contentType(key),
      }),
    ),
  );
}
