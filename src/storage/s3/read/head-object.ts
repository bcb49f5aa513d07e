import { HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { isNotFound, type S3Connection } from '../connection/index.js';

/** Facts of an object; null when there is none of that key. */
export async function headObject(
  connection: S3Connection,
  key: string,
): Promise<HeadObjectCommandOutput | null> {
  try {
    return await connection.request('HeadObject', key, (client) =>
      client.send(
        new HeadObjectCommand({
          ...connection.fields,
          Bucket: connection.bucket,
          Key: connection.objectKey(key),
        }),
      ),
    );
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
