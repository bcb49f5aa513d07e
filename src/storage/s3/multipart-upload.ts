import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { StorageError } from '../../base/errors.js';
import { contentType } from '../content-type.js';
import type { Copied, Written } from '../storage.js';
import { checksumOf, decodeChecksum, encodeChecksum, entityTag, joinChecksums, written } from './checksum.js';
import { isNotFound } from './failure.js';
import { headObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';
import type { RequestFields } from './s3-options.js';

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

const mebibyte = 1024 * 1024;
/** Bytes of a part of an upload, and of the largest object that is sent whole. */
export const defaultPartBytes = 8 * mebibyte;
/** S3 takes 10,000 parts and 5 TiB; a few parts are kept for sizes that are guesses. */
const mostParts = 9_900;
const largestObject = 5 * 1024 ** 4;

/** How the server copies objects itself. */
interface CopyLimits {
  /** Bytes that one request copies, at most. S3 itself takes 5 GiB, which may last longer than a connection may idle. */
  readonly whole: number;
  /** Bytes of a part of larger ones. */
  readonly part: number;
}

export const copyLimits: CopyLimits = { whole: 1024 * mebibyte, part: 512 * mebibyte };

/**
 * Bytes of the parts that an object of `size` bytes is sent in, `part` or a multiple of it; fails with a StorageError
 * when it is too large for S3.
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

/** First and last byte of every part of an object. */
export function partRanges(size: number, part: number): [first: number, last: number][] {
  return Array.from({ length: Math.ceil(size / part) }, (_, index) => [
    index * part,
    Math.min(size, (index + 1) * part) - 1,
  ]);
}

/** A part that the server has. */
export interface SentPart {
  readonly etag: string | undefined;
  readonly bytes: number;
  /** Null where the server took it from elsewhere and does not say. */
  readonly crc64: bigint | null;
}

/** A stretch of another object. */
interface CopiedRange {
  /** Bucket and key, as headers want them. */
  readonly place: string;
  /** First and last byte. */
  readonly range: readonly [first: number, last: number];
  readonly etag: string | undefined;
  /** Fields that requests to its bucket need. */
  readonly fields: RequestFields;
}

/** One multipart upload; its object shows when it is completed, and nothing of it before. */
export class MultipartUpload {
  readonly #connection: S3Connection;
  readonly #key: string;
  readonly #id: string;
  /** Whether the server was told that the object has a checksum. */
  readonly #hasChecksums: boolean;

  private constructor(connection: S3Connection, key: string, id: string, hasChecksums: boolean) {
    this.#connection = connection;
    this.#key = key;
    this.#id = id;
    this.#hasChecksums = hasChecksums;
  }

  static async start(connection: S3Connection, key: string): Promise<MultipartUpload> {
    let areChecked = false;
    const { UploadId } = await connection.requestWithChecksum(
      'CreateMultipartUpload',
      key,
      (client, hasChecksum) => {
        areChecked = hasChecksum;
        return client.send(
          new CreateMultipartUploadCommand({
            ...connection.objectFields,
            Bucket: connection.bucket,
            Key: connection.objectKey(key),
            ContentType: contentType(key),
            ...(hasChecksum ? { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' } : {}),
          }),
        );
      },
    );
    if (UploadId === undefined) {
      throw new StorageError('failed', 'CreateMultipartUpload: the server sent no upload id', {
        path: connection.location(key),
      });
    }
    return new MultipartUpload(connection, key, UploadId, areChecked);
  }

  /** Sends a part, numbered from 1. */
  async send(number: number, bytes: Uint8Array): Promise<SentPart> {
    const crc64 = checksumOf(bytes);
    return this.#request('UploadPart', async (client, hasChecksum) => {
      const { ETag } = await client.send(
        new UploadPartCommand({
          ...this.#target,
          PartNumber: number,
          Body: bytes,
          ContentLength: bytes.length,
          ...(hasChecksum ? { ChecksumCRC64NVME: encodeChecksum(crc64) } : {}),
        }),
      );
      return { etag: ETag, bytes: bytes.length, crc64 };
    });
  }

  /** Lets the server take a part from another object; null when it did not. */
  async copy(
    number: number,
    { place, range: [first, last], etag, fields }: CopiedRange,
  ): Promise<SentPart | null> {
    const { CopyPartResult } = await this.#connection.request('UploadPartCopy', this.#key, (client) =>
      client.send(
        new UploadPartCopyCommand({
          ...fields,
          ...this.#target,
          PartNumber: number,
          CopySource: place,
          CopySourceIfMatch: etag,
          CopySourceRange: `bytes=${first}-${last}`,
        }),
      ),
    );
    if (CopyPartResult?.ETag === undefined) return null;
    return {
      etag: CopyPartResult.ETag,
      bytes: last - first + 1,
      crc64: decodeChecksum(CopyPartResult.ChecksumCRC64NVME),
    };
  }

  /** Makes the object appear, of all its parts in their order. */
  async complete(parts: readonly SentPart[]): Promise<Written> {
    const size = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    const crc64 = joinChecksums(parts);
    return this.#request('CompleteMultipartUpload', async (client, hasChecksum, attempt) => {
      const Parts = parts.map((part, index) => ({
        PartNumber: index + 1,
        ETag: part.etag,
        ...(hasChecksum && part.crc64 !== null ? { ChecksumCRC64NVME: encodeChecksum(part.crc64) } : {}),
      }));
      const whole =
        hasChecksum && crc64 !== null
          ? { ChecksumCRC64NVME: encodeChecksum(crc64), ChecksumType: 'FULL_OBJECT' as const }
          : {};
      try {
        const { ETag, ChecksumCRC64NVME } = await client.send(
          new CompleteMultipartUploadCommand({ ...this.#target, ...whole, MultipartUpload: { Parts } }),
        );
        const etag = entityTag(ETag) ?? (await this.#etagOf(parts.length, size));
        if (etag !== undefined) return written(etag, crc64 ?? decodeChecksum(ChecksumCRC64NVME));
        throw new StorageError('busy', 'CompleteMultipartUpload: the server names no object that it made', {
          path: this.#connection.location(this.#key),
        });
      } catch (error) {
        // The answer to an attempt that succeeded may have been lost; the upload is gone then and the object there.
        const etag = attempt > 1 && isNotFound(error) ? await this.#etagOf(parts.length, size) : undefined;
        if (etag === undefined) throw error;
        return written(etag, crc64);
      }
    });
  }

  async abort(): Promise<void> {
    await this.#connection
      .request('AbortMultipartUpload', this.#key, (client) =>
        client.send(new AbortMultipartUploadCommand(this.#target)),
      )
      .catch((error) => {
        if (!isNotFound(error)) throw error;
      });
  }

  #request<Result>(
    operation: string,
    work: (client: S3Client, hasChecksum: boolean, attempt: number) => Promise<Result>,
  ): Promise<Result> {
    if (this.#hasChecksums) return this.#connection.requestWithChecksum(operation, this.#key, work);
    return this.#connection.request(operation, this.#key, (client, attempt) => work(client, false, attempt));
  }

  get #target() {
    return {
      ...this.#connection.fields,
      Bucket: this.#connection.bucket,
      Key: this.#connection.objectKey(this.#key),
      UploadId: this.#id,
    };
  }

  /** The entity tag of the object, where it is there, and made of so many parts. */
  async #etagOf(parts: number, size: number): Promise<string | undefined> {
    const facts = await headObject(this.#connection, this.#key);
    const etag = entityTag(facts?.ETag);
    return facts?.ContentLength === size && etag?.endsWith(`-${parts}`) ? etag : undefined;
  }
}
