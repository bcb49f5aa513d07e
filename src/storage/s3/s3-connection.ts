import { setTimeout as sleep } from 'node:timers/promises';
import type { S3, StorageClass } from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { StorageError } from '../../base/errors.js';
import { contentType } from '../content-type.js';
import { assertSafeKey, joinKey } from '../keys.js';
import { createClient, maxSockets } from './create-client.js';
import { isFinal, isNotUnderstood, isThrottling, toStorageError } from './failed-requests.js';
import { defaultRetries, Patience, Pause, type RetryPolicy } from './retries.js';
import type { S3Options } from './s3-options.js';

/** A prefix of a bucket and the client for it. Limits concurrent requests and repeats failed ones. */
export class S3Connection {
  readonly bucket: string;
  /** Key of the root in the bucket. */
  readonly prefix: string;
  readonly signed: boolean;
  /** Fields of every request. */
  readonly fields: { readonly Bucket: string; readonly RequestPayer?: 'requester' };
  /** True once the entity tag of an object was its MD5: not all stores have such tags. */
  hasMd5Tags = false;
  /** True once an object came twice with the same bytes and a tag that is not their MD5. */
  hasOtherTags = false;
  readonly #limit = pLimit(maxSockets);
  readonly #pause = new Pause();
  readonly #policy: RetryPolicy;
  readonly #patience: Patience;
  #knowsChecksums = true;

  /** `endpoint` is the address of the provider; null for AWS. */
  private constructor(
    { bucket, prefix }: ReturnType<typeof parseS3Location>,
    private readonly client: S3,
    readonly endpoint: string | null,
    readonly options: S3Options,
  ) {
    this.bucket = bucket;
    this.prefix = prefix;
    this.signed = options.noSignRequest !== true;
    this.fields = { Bucket: bucket, ...(options.requesterPays === true && { RequestPayer: 'requester' }) };
    this.#policy = options.retry ?? defaultRetries;
    this.#patience = new Patience(this.#policy.attempts);
  }

  /** Creates a connection, without a request. Fails with a StorageError for an invalid bucket name. */
  static async open(location: string, options: S3Options): Promise<S3Connection> {
    const root = parseS3Location(location);
    const { client, endpoint } = await createClient(options);
    return new S3Connection(root, client, endpoint, options);
  }

  /** Returns the key in the bucket. */
  objectKey(key: string): string {
    return joinKey(this.prefix, key);
  }

  /** Returns the fields of a request about an object. */
  object(key: string) {
    return { ...this.fields, Key: this.objectKey(key) };
  }

  /** Returns the fields of a request that creates an object. */
  newObject(key: string) {
    const { sseKmsKeyId, storageClass } = this.options;
    return {
      ...this.object(key),
      ContentType: contentType(key),
      ...(sseKmsKeyId === undefined
        ? {}
        : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: sseKmsKeyId }),
      // Providers have their own classes, which the SDK's type lacks.
      ...(storageClass === undefined ? {} : { StorageClass: storageClass as StorageClass }),
    };
  }

  /** Returns the name of a key for messages. */
  location(key: string): string {
    return `s3://${joinKey(this.bucket, this.prefix, key)}`;
  }

  /**
   * Makes a request until it succeeds, including its body, with random, growing waits between attempts. Fails with a
   * StorageError that names operation and key: at once if the server refuses, after all attempts if it is busy or the
   * connection breaks.
   */
  async request<Result>(
    operation: string,
    key: string,
    work: (client: S3, attempt: number) => Promise<Result>,
  ): Promise<Result> {
    return this.#limit(async () => {
      for (let attempt = 1; ; attempt++) {
        await this.#pause.over();
        try {
          const result = await work(this.client, attempt);
          this.#patience.answered(operation);
          return result;
        } catch (error) {
          if (isFinal(error)) this.#patience.answered(operation);
          else if (attempt < this.#patience.attempts(operation)) {
            const { firstWait, longestWait } = this.#policy;
            const wait = Math.random() * Math.min(longestWait, firstWait * 2 ** (attempt - 1));
            if (isThrottling(error)) this.#pause.extend(wait / 2);
            await sleep(wait);
            continue;
          } else this.#patience.gaveUp(operation);
          throw toStorageError(
            error,
            { operation, location: this.location(key), signed: this.signed },
            attempt,
          );
        }
      }
    });
  }

  /**
   * Makes a request with checksums, and repeats it without if the server may have refused it because of them. If that
   * succeeds, later requests have no checksums.
   */
  async requestWithChecksum<Result>(
    operation: string,
    key: string,
    work: (client: S3, hasChecksum: boolean, attempt: number) => Promise<Result>,
  ): Promise<Result> {
    const make = (hasChecksum: boolean) =>
      this.request(operation, key, (client, attempt) => work(client, hasChecksum, attempt));
    if (!this.#knowsChecksums) return make(false);
    try {
      return await make(true);
    } catch (error) {
      if (!isNotUnderstood(error)) throw error;
      const result = await make(false).catch(() => Promise.reject(error));
      this.#knowsChecksums = false;
      return result;
    }
  }

  close(): void {
    this.client.destroy();
  }
}

/** Parses `s3://bucket/prefix`. Fails with a StorageError if the bucket or the prefix is invalid. */
function parseS3Location(location: string): { bucket: string; prefix: string } {
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(location) ?? [];
  if (bucket === undefined || !/^[a-z0-9][a-z0-9._-]{1,253}[a-z0-9]$/i.test(bucket)) {
    throw new StorageError('failed', 'invalid bucket name', {
      path: location,
      expected: 's3://bucket/prefix, the bucket of at least 3 letters, digits, dots and hyphens',
      found: bucket ?? 'no bucket',
    });
  }
  const prefix = path.replace(/\/+$/, '');
  if (prefix !== '') assertSafeKey(prefix, location);
  return { bucket, prefix };
}
