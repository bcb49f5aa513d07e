import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import type { S3Connection } from '../connection/index.js';
import { contentType } from '../content-type.js';
import { headObject } from '../read/index.js';

/** Largest object that one request copies. */
const largestCopy = 5 * 1024 ** 3;

/**
 * Lets the server copy an object, from any bucket of the same provider. Returns its bytes; null when this server does
 * not do it, and the bytes have to go through here.
 */
export async function copyObject(
  source: S3Connection,
  sourceKey: string,
  target: S3Connection,
  key: string,
): Promise<number | null> {
  if (source.endpoint !== target.endpoint || source.signed !== target.signed) return null;
  const facts = await headObject(source, sourceKey);
  if (facts === null) {
    throw new StorageError('missing', 'HeadObject: no such object', { path: source.location(sourceKey) });
  }
  const size = facts.ContentLength ?? 0;
  if (size > largestCopy) return null;
  try {
    const answer = await target.request('CopyObject', key, (client) =>
      client.send(
        new CopyObjectCommand({
          Bucket: target.bucket,
          Key: target.objectKey(key),
          CopySource: [source.bucket, ...source.objectKey(sourceKey).split('/')]
            .map(encodeURIComponent)
            .join('/'),
          CopySourceIfMatch: facts.ETag,
          MetadataDirective: 'REPLACE',
          ContentType: contentType(key),
        }),
      ),
    );
    if (answer.CopyObjectResult?.ETag !== undefined) return size;
  } catch (error) {
    if (!(error instanceof StorageError) || error.reason === 'busy') throw error;
    return null;
  }
  // Some servers answer that all is well and copy nothing.
  const copied = await headObject(target, key);
  return copied?.ContentLength === size && copied.ETag === facts.ETag ? size : null;
}
