import { CopyObjectCommand } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { StorageError } from '../../../errors/index.js';
import { contentType } from '../../content-type.js';
import type { Copied, Written } from '../../storage.js';
import { decodeChecksum, entityTag, written } from '../checksum.js';
import type { RequestFields, S3Connection } from '../connection/index.js';
import { headObject } from '../read/index.js';
import { MultipartUpload } from './multipart-upload.js';
import { type CopyLimits, copyLimits, partRanges, partSize } from './part-size.js';

/** Parts that are copied at a time. */
const partsUnderWay = 4;

/** An object as it was found, which copies hold the server to. */
interface CopySource {
  /** Bucket and key, as headers want them. */
  readonly place: string;
  readonly size: number;
  readonly etag: string | undefined;
  /** Fields that requests to its bucket need. */
  readonly fields: RequestFields;
}

/**
 * Lets the server copy an object, from any bucket of the same provider. Null when this server does
 * not do it, and the bytes have to go through here.
 */
export async function copyObject(
  source: S3Connection,
  sourceKey: string,
  target: S3Connection,
  key: string,
  limits: CopyLimits = copyLimits,
): Promise<Copied | null> {
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
    const written =
      size > limits.whole
        ? await copyInParts(copied, target, key, limits.part)
        : await copyWhole(copied, target, key);
    return written === null ? null : { bytes: size, ...written };
  } catch (error) {
    // The bytes can go through here even where the server gives up on copying.
    if (error instanceof StorageError) return null;
    throw error;
  }
}

async function copyWhole(
  { place, size, etag, fields }: CopySource,
  target: S3Connection,
  key: string,
): Promise<Written | null> {
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
        ...(hasChecksum ? { ChecksumAlgorithm: 'CRC64NVME' } : {}),
      }),
    ),
  );
  const { ETag: made, ChecksumCRC64NVME: checksum } = answer.CopyObjectResult ?? {};
  if (entityTag(made) !== undefined) return written(made, decodeChecksum(checksum));
  // Some servers answer that all is well and copy nothing.
  const found = await headObject(target, key);
  return found?.ContentLength === size && found.ETag === etag ? written(etag, null) : null;
}

async function copyInParts(
  { place, size, etag, fields }: CopySource,
  target: S3Connection,
  key: string,
  part: number,
): Promise<Written | null> {
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
    return await upload.complete(copied);
  } catch (error) {
    // A part that arrives after the upload was aborted would stay, and cost, for ever.
    await Promise.allSettled(parts);
    await upload.abort().catch(() => undefined);
    throw error;
  }
}
