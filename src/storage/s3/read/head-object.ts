import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { isNotFound, type S3Connection } from '../connection/index.js';

/** Facts of an object, with its stored checksum where that is wanted; null when there is none of that key. */
export async function headObject(
  connection: S3Connection,
  key: string,
  withChecksum = false,
): Promise<HeadObjectCommandOutput | null> {
  try {
    return await connection.request('HeadObject', key, (client) =>
      client.send(
        new HeadObjectCommand({
          ...connection.fields,
          Bucket: connection.bucket,
          Key: connection.objectKey(key),
          ...(withChecksum ? { ChecksumMode: 'ENABLED' as const } : {}),
        }),
      ),
    );
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
