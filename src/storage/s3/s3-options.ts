import type { RetryPolicy } from './connection/with-retries.js';

/** How an object store is reached. */
export interface S3Options {
  /** Read without credentials, as public buckets allow. */
  readonly noSignRequest?: boolean;
  /** Address of a provider other than AWS; `AWS_ENDPOINT_URL` otherwise. */
  readonly endpointUrl?: string;
  /** Region of the bucket; what the AWS configuration says otherwise. */
  readonly region?: string;
  /** Directory for parts of uploads that do not fit into memory; the system's temporary one otherwise. */
  readonly stagingDirectory?: string;
  readonly retry?: RetryPolicy;
  /** Milliseconds without a byte after which a connection is given up. */
  readonly idleTimeout?: number;
}
