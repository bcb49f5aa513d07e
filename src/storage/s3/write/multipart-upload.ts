import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { StorageError } from '../../../errors/index.js';
import { contentType } from '../../content-type.js';
import { isNotFound, type S3Connection } from '../connection/index.js';
import { headObject } from '../read/index.js';

/** One multipart upload; its object shows when it is completed, and nothing of it before. */
export class MultipartUpload {
  readonly #connection: S3Connection;
  readonly #key: string;
  readonly #id: string;

  private constructor(connection: S3Connection, key: string, id: string) {
    this.#connection = connection;
    this.#key = key;
    this.#id = id;
  }

  static async start(connection: S3Connection, key: string): Promise<MultipartUpload> {
    const { UploadId } = await connection.request('CreateMultipartUpload', key, (client) =>
      client.send(
        new CreateMultipartUploadCommand({
          Bucket: connection.bucket,
          Key: connection.objectKey(key),
          ContentType: contentType(key),
        }),
      ),
    );
    if (UploadId === undefined) {
      throw new StorageError('failed', 'CreateMultipartUpload: the server gives no upload id', {
        path: connection.location(key),
      });
    }
    return new MultipartUpload(connection, key, UploadId);
  }

  /** Sends a part, numbered from 1; returns its ETag. */
  async send(number: number, bytes: Uint8Array): Promise<string | undefined> {
    const { ETag } = await this.#connection.request('UploadPart', this.#key, (client) =>
      client.send(
        new UploadPartCommand({
          ...this.#target,
          PartNumber: number,
          Body: bytes,
          ContentLength: bytes.length,
        }),
      ),
    );
    return ETag;
  }

  /** Lets the server take a part from another object, `place`; undefined when it did not. */
  async copy(
    number: number,
    place: string,
    [first, last]: readonly [number, number],
    etag: string | undefined,
  ): Promise<string | undefined> {
    const { CopyPartResult } = await this.#connection.request('UploadPartCopy', this.#key, (client) =>
      client.send(
        new UploadPartCopyCommand({
          ...this.#target,
          PartNumber: number,
          CopySource: place,
          CopySourceIfMatch: etag,
          CopySourceRange: `bytes=${first}-${last}`,
        }),
      ),
    );
    return CopyPartResult?.ETag;
  }

  /** Makes the object of `size` bytes appear. */
  async complete(etags: readonly (string | undefined)[], size: number): Promise<void> {
    const Parts = etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
    await this.#connection.request('CompleteMultipartUpload', this.#key, async (client, attempt) => {
      try {
        await client.send(
          new CompleteMultipartUploadCommand({ ...this.#target, MultipartUpload: { Parts } }),
        );
      } catch (error) {
        // The answer to an attempt that succeeded may have been lost; the upload is gone then and the object there.
        if (attempt === 1 || !isNotFound(error) || !(await this.#isThere(etags.length, size))) throw error;
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

  get #target() {
    return {
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
