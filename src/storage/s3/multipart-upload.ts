import type { AbortMultipartUploadCommandInput, S3 } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { nullIf, StorageError } from '../../base/errors.js';
import type { Copied, ObjectInfo, Written } from '../storage.js';
import { checksumOf, decodeChecksum, encodeChecksum, entityTag, joinChecksums, written } from './checksum.js';
import { isNotFound } from './failed-requests.js';
import { headObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';

/** Parts that are sent or copied at the same time. */
export const partsUnderWay = 4;

/** The source object of a copy. The server refuses the copy if the entity tag differs. */
interface CopySource {
  /** Bucket and key, as the header x-amz-copy-source has them. */
  readonly path: string;
  readonly etag: string | undefined;
  /** Fields that requests to its bucket need. */
  readonly fields: S3Connection['fields'];
}

/**
 * Copies an object of these facts on the server, from any bucket of the same provider with the same credentials.
 * Returns null if the server cannot; the caller then transfers the bytes.
 */
export async function copyObject(
  source: S3Connection,
  { key: sourceKey, size, etag }: ObjectInfo,
  target: S3Connection,
  key: string,
  limits = copyLimits,
): Promise<Copied | null> {
  if (source.endpoint !== target.endpoint || source.signed !== target.signed) return null;
  const segments = [source.bucket, ...source.objectKey(sourceKey).split('/')];
  const copied: CopySource = {
    path: segments.map(encodeURIComponent).join('/'),
    etag: etag === undefined ? undefined : `"${etag}"`,
    fields: source.fields,
  };
  const copyWhole = async (): Promise<Written | null> => {
    const answer = await target.requestWithChecksum('CopyObject', key, (client, hasChecksum) =>
      client.copyObject({
        ...source.fields,
        ...target.newObject(key),
        CopySource: copied.path,
        CopySourceIfMatch: copied.etag,
        MetadataDirective: 'REPLACE',
        ...(hasChecksum ? { ChecksumAlgorithm: 'CRC64NVME' } : {}),
      }),
    );
    const { ETag: made, ChecksumCRC64NVME: checksum } = answer.CopyObjectResult ?? {};
    if (entityTag(made) !== undefined) return written(made, decodeChecksum(checksum));
    // Some servers report success and copy nothing.
    const found = await headObject(target, key);
    const isCopied = found?.ContentLength === size && entityTag(found.ETag) === entityTag(etag);
    return isCopied ? written(etag, null) : null;
  };
  const copyInParts = async (): Promise<Written> => {
    const ranges = partRanges(size, partSize(size, target.location(key), limits.part));
    const upload = await startUpload(target, key);
    const limit = pLimit(partsUnderWay);
    let isFailing = false;
    const copyPart = async (range: readonly [number, number], index: number) => {
      if (isFailing) return null;
      return upload.copy(index + 1, copied, range).catch((error) => {
        isFailing = true;
        throw error;
      });
    };
    const parts = ranges.map((range, index) => limit(() => copyPart(range, index)));
    try {
      const sent = (await Promise.all(parts)).filter((part) => part !== null);
      if (sent.length < ranges.length) throw new StorageError('failed', 'the server copied nothing');
      return await upload.complete(sent);
    } catch (error) {
      // A part that arrives after the upload was aborted would be stored, and charged, for ever.
      await Promise.allSettled(parts);
      await upload.abort().catch(() => undefined);
      throw error;
    }
  };
  // After a failure the caller can still transfer the bytes.
  const made = await (size > limits.whole ? copyInParts() : copyWhole()).catch(
    nullIf((error) => error instanceof StorageError),
  );
  return made === null ? null : { bytes: size, ...made };
}

const mebibyte = 1024 * 1024;
/** Size, in bytes, of a part of an upload, and of the largest object that is sent in one request. */
export const defaultPartBytes = 8 * mebibyte;
/** S3 allows 10,000 parts and 5 TiB. The margin is for sizes that are estimates. */
const mostParts = 9_900;
const largestObject = 5 * 1024 ** 4;

/** Sizes of copies on the server, in bytes. */
export const copyLimits = {
  /** Largest object that one request copies. With the 5 GiB that S3 allows, a connection may time out. */
  whole: 1024 * mebibyte,
  /** Part size of larger objects. */
  part: 512 * mebibyte,
};

/**
 * Returns the part size of an object of `size` bytes: `part`, or a multiple of it if there would be too many parts.
 * Fails with a StorageError if the object is too large for S3.
 */
export function partSize(size: number | null, location: string, part = defaultPartBytes): number {
  if (size === null || size <= mostParts * part) return part;
  if (size > largestObject) {
    throw new StorageError('too-large', 'too large for an object', {
      path: location,
      expected: 'at most 5 TiB',
      found: `${size} bytes`,
    });
  }
  return Math.ceil(size / mostParts / part) * part;
}

/** Returns the first and last byte of every part. */
export function partRanges(size: number, part: number): [first: number, last: number][] {
  return Array.from({ length: Math.ceil(size / part) }, (_, index) => [
    index * part,
    Math.min(size, (index + 1) * part) - 1,
  ]);
}

export interface SentPart {
  readonly etag: string | undefined;
  readonly bytes: number;
  /** Null if the server copied it and did not return it. */
  readonly crc64: bigint | null;
}

/** Aborts an upload; does nothing if it is gone. `key` is the file or directory that errors name. */
export async function abortUpload(
  connection: S3Connection,
  key: string,
  upload: AbortMultipartUploadCommandInput,
): Promise<void> {
  await connection
    .request('AbortMultipartUpload', key, (client) => client.abortMultipartUpload(upload))
    .catch(nullIf(isNotFound));
}

/** A multipart upload. Its object appears when it is completed. */
export type MultipartUpload = Awaited<ReturnType<typeof startUpload>>;

/** Creates the upload of an object. */
export async function startUpload(connection: S3Connection, key: string) {
  /** True if the upload was created with a checksum of the object. */
  let hasChecksums = false;
  const { UploadId } = await connection.requestWithChecksum(
    'CreateMultipartUpload',
    key,
    (client, hasChecksum) => {
      hasChecksums = hasChecksum;
      return client.createMultipartUpload({
        ...connection.newObject(key),
        ...(hasChecksum ? { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' } : {}),
      });
    },
  );
  const path = connection.location(key);
  if (UploadId === undefined)
    throw new StorageError('failed', 'CreateMultipartUpload: the server sent no upload id', { path });
  const target = { ...connection.object(key), UploadId };
  const request = <Result>(
    operation: string,
    work: (client: S3, hasChecksum: boolean, attempt: number) => Promise<Result>,
  ): Promise<Result> =>
    hasChecksums
      ? connection.requestWithChecksum(operation, key, work)
      : connection.request(operation, key, (client, attempt) => work(client, false, attempt));
  /** Returns the entity tag of the object if it exists, has `size` bytes and was uploaded in `parts` parts. */
  const etagOf = async (parts: number, size: number): Promise<string | undefined> => {
    const facts = await headObject(connection, key);
    const etag = entityTag(facts?.ETag);
    return facts?.ContentLength === size && etag?.endsWith(`-${parts}`) ? etag : undefined;
  };
  return {
    /** Sends a part; numbers start at 1. */
    async send(number: number, bytes: Uint8Array): Promise<SentPart> {
      const crc64 = checksumOf(bytes);
      return request('UploadPart', async (client, hasChecksum) => {
        const { ETag } = await client.uploadPart({
          ...target,
          PartNumber: number,
          Body: bytes,
          ContentLength: bytes.length,
          ...(hasChecksum ? { ChecksumCRC64NVME: encodeChecksum(crc64) } : {}),
        });
        return { etag: ETag, bytes: bytes.length, crc64 };
      });
    },
    /** Copies a range of another object on the server; null if the server did not. */
    async copy(
      number: number,
      { path: source, etag, fields }: CopySource,
      [first, last]: readonly [first: number, last: number],
    ): Promise<SentPart | null> {
      const { CopyPartResult } = await connection.request('UploadPartCopy', key, (client) =>
        client.uploadPartCopy({
          ...fields,
          ...target,
          PartNumber: number,
          CopySource: source,
          CopySourceIfMatch: etag,
          CopySourceRange: `bytes=${first}-${last}`,
        }),
      );
      if (CopyPartResult?.ETag === undefined) return null;
      const { ETag, ChecksumCRC64NVME } = CopyPartResult;
      return { etag: ETag, bytes: last - first + 1, crc64: decodeChecksum(ChecksumCRC64NVME) };
    },
    /** Makes the object appear from its parts, in order. */
    async complete(parts: readonly SentPart[]): Promise<Written> {
      const size = parts.reduce((sum, { bytes }) => sum + bytes, 0);
      const crc64 = joinChecksums(parts);
      return request('CompleteMultipartUpload', async (client, hasChecksum, attempt) => {
        const checksum = (of: bigint | null) =>
          hasChecksum && of !== null ? { ChecksumCRC64NVME: encodeChecksum(of) } : {};
        const Parts = parts.map((part, index) => ({
          PartNumber: index + 1,
          ETag: part.etag,
          ...checksum(part.crc64),
        }));
        try {
          const { ETag, ChecksumCRC64NVME } = await client.completeMultipartUpload({
            ...target,
            ...checksum(crc64),
            ...(hasChecksum && crc64 !== null ? { ChecksumType: 'FULL_OBJECT' } : {}),
            MultipartUpload: { Parts },
          });
          const etag = entityTag(ETag) ?? (await etagOf(parts.length, size));
          if (etag !== undefined) return written(etag, crc64 ?? decodeChecksum(ChecksumCRC64NVME));
          throw new StorageError('busy', 'CompleteMultipartUpload: the server names no object that it made', {
            path,
          });
        } catch (error) {
          // The response to a successful attempt may have been lost: the upload is gone then, and the object exists.
          const etag = attempt > 1 && isNotFound(error) ? await etagOf(parts.length, size) : undefined;
          if (etag === undefined) throw error;
          return written(etag, crc64);
        }
      });
    },
    abort: () => abortUpload(connection, key, target),
  };
}
