import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import { contentType } from '../../content-type.js';
import type { Written } from '../../storage.js';
import {
  checksumOf,
  decodeChecksum,
  encodeChecksum,
  entityTag,
  joinChecksums,
  written,
} from '../checksum.js';
import { isNotFound, type RequestFields, type S3Connection } from '../connection/index.js';
import { headObject } from '../read/index.js';

/** A part that the server has. */
export interface SentPart {
  readonly etag: string | undefined;
  readonly bytes: number;
  /** Null where the server took it from elsewhere and does not say. */
  readonly crc64: bigint | null;
}

/** A stretch of another object. */
export interface CopiedRange {
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
