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
import { isNotFound, type RequestFields, type S3Connection } from '../connection/index.js';
import { headObject } from '../read/index.js';
import { sha256 } from './sha256.js';

/** A part that the server has. */
export interface SentPart {
  readonly etag: string | undefined;
  /** SHA-256 in base64; undefined where the server does not know checksums. */
  readonly sha256: string | undefined;
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
  /** Whether the server was told that every part has a checksum. */
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
            ...(hasChecksum ? { ChecksumAlgorithm: 'SHA256' } : {}),
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
    const checksum = sha256(bytes);
    return this.#request('UploadPart', async (client, hasChecksum) => {
      const { ETag } = await client.send(
        new UploadPartCommand({
          ...this.#target,
          PartNumber: number,
          Body: bytes,
          ContentLength: bytes.length,
          ...(hasChecksum ? { ChecksumSHA256: checksum } : {}),
        }),
      );
      return { etag: ETag, sha256: hasChecksum ? checksum : undefined };
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
    return { etag: CopyPartResult.ETag, sha256: CopyPartResult.ChecksumSHA256 };
  }

  /** Makes the object of `size` bytes appear. */
  async complete(parts: readonly SentPart[], size: number): Promise<void> {
    await this.#request('CompleteMultipartUpload', async (client, hasChecksum, attempt) => {
      const Parts = parts.map(({ etag, sha256 }, index) => ({
        PartNumber: index + 1,
        ETag: etag,
        ...(hasChecksum && sha256 !== undefined ? { ChecksumSHA256: sha256 } : {}),
      }));
      try {
        const { ETag } = await client.send(
          new CompleteMultipartUploadCommand({ ...this.#target, MultipartUpload: { Parts } }),
        );
        if (ETag !== undefined || (await this.#isThere(parts.length, size))) return;
        throw new StorageError('busy', 'CompleteMultipartUpload: the server names no object that it made', {
          path: this.#connection.location(this.#key),
        });
      } catch (error) {
        // The answer to an attempt that succeeded may have been lost; the upload is gone then and the object there.
        if (attempt === 1 || !isNotFound(error) || !(await this.#isThere(parts.length, size))) throw error;
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

  async #isThere(parts: number, size: number): Promise<boolean> {
    const facts = await headObject(this.#connection, this.#key);
    return facts?.ContentLength === size && facts.ETag?.replaceAll('"', '').endsWith(`-${parts}`) === true;
  }
}
