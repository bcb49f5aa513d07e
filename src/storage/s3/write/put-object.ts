import { PutObjectCommand } from '@aws-sdk/client-s3';
import { contentType } from '../../content-type.js';
import type { Written } from '../../storage.js';
import { checksumOf, encodeChecksum, written } from '../checksum.js';
import type { S3Connection } from '../connection/index.js';

/** Writes a whole object in one request. */
export async function putObject(connection: S3Connection, key: string, bytes: Uint8Array): Promise<Written> {
  const crc64 = checksumOf(bytes);
  const { ETag } = await connection.requestWithChecksum('PutObject', key, (client, hasChecksum) =>
    client.send(
      new PutObjectCommand({
        ...connection.objectFields,
        Bucket: connection.bucket,
        Key: connection.objectKey(key),
        Body: bytes,
        ContentLength: bytes.length,
        ContentType: contentType(key),
        ...(hasChecksum ? { ChecksumCRC64NVME: encodeChecksum(crc64) } : {}),
      }),
    ),
  );
  return written(ETag, crc64);
}
