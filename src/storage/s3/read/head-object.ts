import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { isNotFound, type S3Connection } from '../connection/index.js';

/** Facts of an object, with its stored checksums where those are wanted; null when there is none of that key. */
export async function headObject(
  connection: S3Connection,
  key: string,
  withChecksums = false,
): Promise<HeadObjectCommandOutput | null> {
  const ask = (client: S3Client, hasChecksums: boolean) =>
    client.send(
      new HeadObjectCommand({
        ...connection.fields,
        Bucket: connection.bucket,
        Key: connection.objectKey(key),
        ...(hasChecksums ? { ChecksumMode: 'ENABLED' } : {}),
      }),
    );
  try {
    return withChecksums
      ? await connection.requestWithChecksum('HeadObject', key, ask)
      : await connection.request('HeadObject', key, (client) => ask(client, false));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
