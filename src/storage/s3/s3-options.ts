import type { StorageClass } from '@aws-sdk/client-s3';
import type { RetryPolicy } from './with-retries.js';

/** How an object store is reached, and what is asked of it for the objects that are written. */
export interface S3Options {
  /** Read without credentials, as public buckets allow. */
  readonly noSignRequest?: boolean;
  /** Address of a provider other than AWS; `AWS_ENDPOINT_URL` otherwise. */
  readonly endpointUrl?: string;
  /** Region of the bucket; what the AWS configuration says otherwise. */
  readonly region?: string;
  /** Id or ARN of the KMS key that encrypts the objects that are written (SSE-KMS); the bucket's default otherwise. */
  readonly sseKmsKeyId?: string;
  /** Storage class of the objects that are written, as the provider names it; `STANDARD` otherwise. */
  readonly storageClass?: string;
  /** Accept the charges of requests to a bucket whose requester pays. */
  readonly requesterPays?: boolean;
  /** Directory for parts of uploads that do not fit into memory; the system's temporary one otherwise. */
  readonly stagingDirectory?: string;
  readonly retry?: RetryPolicy;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly idleTimeout?: number;
}

/** Fields of every request to a bucket. */
export interface RequestFields {
  readonly RequestPayer?: 'requester';
}

/** Fields of the requests that make an object. */
export interface ObjectFields extends RequestFields {
  readonly ServerSideEncryption?: 'aws:kms';
  readonly SSEKMSKeyId?: string;
  readonly StorageClass?: StorageClass;
}

export function requestFields({ requesterPays }: S3Options): RequestFields {
  return requesterPays === true ? { RequestPayer: 'requester' } : {};
}

export function objectFields(options: S3Options): ObjectFields {
  const { sseKmsKeyId, storageClass } = options;
  return {
    ...requestFields(options),
    ...(sseKmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: sseKmsKeyId }),
    // Providers have classes of their own, which the SDK's type does not know.
    ...(storageClass === undefined ? {} : { StorageClass: storageClass as StorageClass }),
  };
}
