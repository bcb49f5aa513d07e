import type { RetryPolicy } from './connection/with-retries.js';

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
