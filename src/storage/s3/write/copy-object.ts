import { CopyObjectCommand } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { StorageError } from '../../../errors/index.js';
import { contentType } from '../../content-type.js';
import type { RequestFields, S3Connection } from '../connection/index.js';
import { headObject } from '../read/index.js';
import { MultipartUpload } from './multipart-upload.js';
import { type CopyLimits, copyLimits, partRanges, partSize } from './part-size.js';

/** Parts that are copied at a time. */
const partsUnderWay = 4;

/** An object as it was found, which copies hold the server to. */
interface Copied {
  /** Bucket and key, as headers want them. */
  readonly place: string;
  readonly size: number;
  readonly etag: string | undefined;
  /** Fields that requests to its bucket need. */
  readonly fields: RequestFields;
}

/**
 * Lets the server copy an object, from any bucket of the same provider. Returns its bytes; null when this server does
 * not do it, and the bytes have to go through here.
 */
export async function copyObject(
  source: S3Connection,
  sourceKey: string,
  target: S3Connection,
  key: string,
  limits: CopyLimits = copyLimits,
): Promise<number | null> {
  if (source.endpoint !== target.endpoint || source.signed !== target.signed) return null;
  const facts = await headObject(source, sourceKey);
  if (facts === null) {
    throw new StorageError('missing', 'HeadObject: no such object', { path: source.location(sourceKey) });
  }
  const path = [source.bucket, ...source.objectKey(sourceKey).split('/')];
  const size = facts.ContentLength ?? 0;
  const copied = {
    place: path.map(encodeURIComponent).join('/'),
    size,
    etag: facts.ETag,
    fields: source.fields,
  };
  try {
    const isDone =
      size > limits.whole
        ? await copyInParts(copied, target, key, limits.part)
        : await copyWhole(copied, target, key);
    return isDone ? size : null;
  } catch (error) {
    // The bytes can go through here even where the server gives up on copying.
    if (error instanceof StorageError) return null;
    throw error;
  }
}

async function copyWhole(
  { place, size, etag, fields }: Copied,
  target: S3Connection,
  key: string,
): Promise<boolean> {
  const answer = await target.requestWithChecksum('CopyObject', key, (client, hasChecksum) =>
    client.send(
      new CopyObjectCommand({
        ...fields,
        ...target.objectFields,
        Bucket: target.bucket,
        Key: target.objectKey(key),
        CopySource: place,
        CopySourceIfMatch: etag,
        MetadataDirective: 'REPLACE',
        ContentType: contentType(key),
        ...(hasChecksum ? { ChecksumAlgorithm: 'SHA256' } : {}),
      }),
    ),
  );
  if (answer.CopyObjectResult?.ETag !== undefined) return true;
  // Some servers answer that all is well and copy nothing.
  const made = await headObject(target, key);
  return made?.ContentLength === size && made.ETag === etag;
}

async function copyInParts(
  { place, size, etag, fields }: Copied,
  target: S3Connection,
  key: string,
  part: number,
): Promise<boolean> {
  const ranges = partRanges(size, partSize(size, target.location(key), part));
  const upload = await MultipartUpload.start(target, key);
  const limit = pLimit(partsUnderWay);
  let isFailing = false;
  const copyPart = async (range: readonly [number, number], index: number) => {
    if (isFailing) return null;
    return upload.copy(index + 1, { place, range, etag, fields }).catch((error) => {
      isFailing = true;
      throw error;
    });
  };
  const parts = ranges.map((range, index) => limit(() => copyPart(range, index)));
  try {
    const copied = (await Promise.all(parts)).filter((part) => part !== null);
    if (copied.length < ranges.length) throw new StorageError('failed', 'the server copied nothing');
    await upload.complete(copied, size);
    return true;
  } catch (error) {
    // A part that arrives after the upload was aborted would stay, and cost, for ever.
    await Promise.allSettled(parts);
    await upload.abort().catch(() => undefined);
    throw error;
  }
}
