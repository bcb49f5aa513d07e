import { PutObjectCommand } from '@aws-sdk/client-s3';
import { contentType } from '../../content-type.js';
import type { S3Connection } from '../connection/index.js';
import { sha256 } from './sha256.js';

/** Writes a whole object in one request. */
export async function putObject(connection: S3Connection, key: string, bytes: Uint8Array): Promise<void> {
  const checksum = sha256(bytes);
  await connection.requestWithChecksum('PutObject', key, (client, hasChecksum) =>
    client.send(
      new PutObjectCommand({
        ...connection.objectFields,
        Bucket: connection.bucket,
        Key: connection.objectKey(key),
        Body: bytes,
        ContentLength: bytes.length,
        ContentType: contentType(key),
        ...(hasChecksum ? { ChecksumSHA256: checksum } : {}),
      }),
    ),
  );
}
