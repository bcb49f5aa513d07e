import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import { joinKey, parentKey } from '../../keys/index.js';
import { partialDirectoryMarker as marker } from '../../partial-name.js';
import { isNotFound, type S3Connection } from '../connection/index.js';
import { listObjects } from '../read/index.js';
import { deleteObjects } from './delete-objects.js';

/** Aborts uploads and deletes half-made directories that interrupted runs left below a directory; returns how many. */
export async function removeS3Leftovers(connection: S3Connection, directory: string): Promise<number> {
  return (await abortUploads(connection, directory)) + (await deleteHalfMade(connection, directory));
}

/** Aborts uploads that were begun `age` milliseconds ago or earlier of objects right in a directory; returns how many. */
export function abortOldUploads(connection: S3Connection, directory: string, age: number): Promise<number> {
  const start = `${joinKey(connection.prefix, directory)}/`.replace(/^\//, '');
  return abortUploads(connection, directory, ({ Key = '', Initiated }) => {
    const isInside = Key.startsWith(start) && !Key.slice(start.length).includes('/');
    return isInside && Initiated !== undefined && Date.now() - Initiated.getTime() >= age;
  });
}

async function deleteHalfMade(connection: S3Connection, directory: string): Promise<number> {
  const keys: string[] = [];
  for await (const { key } of listObjects(connection, directory)) keys.push(key);
  const halfMade = keys.filter((key) => key.endsWith(`/${marker}`)).map(parentKey);
  for (const made of halfMade) {
    // The marker goes last, so that a second interruption leaves the directory marked.
    const inside = keys.filter((key) => key.startsWith(`${made}/`) && key !== `${made}/${marker}`);
    await deleteObjects(connection, made, inside);
    await deleteObjects(connection, made, [`${made}/${marker}`]);
  }
  return halfMade.length;
}

async function abortUploads(
  connection: S3Connection,
  directory: string,
  isUnwanted: (upload: MultipartUpload) => boolean = () => true,
): Promise<number> {
  let aborted = 0;
  let next: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
  while (next !== null) {
    const page = await listUploads(connection, directory, next);
    if (page === null) return aborted;
    for (const { Key, UploadId } of (page.Uploads ?? []).filter(isUnwanted)) {
      if (Key === undefined || UploadId === undefined) continue;
      await abort(connection, directory, Key, UploadId);
      aborted++;
    }
    const { NextKeyMarker, NextUploadIdMarker } = page;
    next =
      page.IsTruncated && NextKeyMarker !== undefined
        ? { KeyMarker: NextKeyMarker, ...(NextUploadIdMarker && { UploadIdMarker: NextUploadIdMarker }) }
        : null;
  }
  return aborted;
}

/** Null where the user may not list uploads or the provider cannot; a rule of the bucket expires them then. */
async function listUploads(
  connection: S3Connection,
  directory: string,
  markers: { KeyMarker?: string; UploadIdMarker?: string },
) {
  const prefix = joinKey(connection.prefix, directory);
  try {
    return await connection.request('ListMultipartUploads', directory, (client) =>
      client.send(
        new ListMultipartUploadsCommand({
          ...connection.fields,
          Bucket: connection.bucket,
          ...(prefix === '' ? {} : { Prefix: `${prefix}/` }),
          ...markers,
        }),
      ),
    );
  } catch (error) {
    if (error instanceof StorageError && error.reason !== 'busy') return null;
    throw error;
  }
}

async function abort(connection: S3Connection, directory: string, Key: string, UploadId: string) {
  await connection
    .request('AbortMultipartUpload', directory, (client) =>
      client.send(
        new AbortMultipartUploadCommand({ ...connection.fields, Bucket: connection.bucket, Key, UploadId }),
      ),
    )
    .catch((error) => {
      if (!isNotFound(error)) throw error;
    });
}
