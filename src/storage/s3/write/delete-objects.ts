import { DeleteObjectCommand, DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import type { S3Connection } from '../connection/index.js';

const mostAtOnce = 1000;

/** Deletes one object; nothing happens when there is none. */
export async function deleteObject(connection: S3Connection, key: string): Promise<void> {
  await connection.request('DeleteObject', key, (client) =>
    client.send(
      new DeleteObjectCommand({
        ...connection.fields,
        Bucket: connection.bucket,
        Key: connection.objectKey(key),
      }),
    ),
  );
}

/** Deletes objects, 1,000 a request; `directory` names them in errors. */
export async function deleteObjects(
  connection: S3Connection,
  directory: string,
  keys: readonly string[],
): Promise<void> {
  for (let start = 0; start < keys.length; start += mostAtOnce) {
    const Objects = keys.slice(start, start + mostAtOnce).map((key) => ({ Key: connection.objectKey(key) }));
    await connection.request('DeleteObjects', directory, async (client) => {
      const { Errors: [error] = [] } = await client.send(
        new DeleteObjectsCommand({
          ...connection.fields,
          Bucket: connection.bucket,
          Delete: { Objects, Quiet: true },
        }),
      );
      if (error === undefined) return;
      const isBusy = error.Code === 'InternalError' || error.Code === 'SlowDown';
      throw new StorageError(
        isBusy ? 'busy' : error.Code === 'AccessDenied' ? 'denied' : 'failed',
        'DeleteObjects: an object could not be deleted',
        { path: `s3://${connection.bucket}/${error.Key}`, found: `${error.Code} ${error.Message}` },
      );
    });
  }
}
