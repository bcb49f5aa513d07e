import type { RetryPolicy } from './retries.js';

/** Options of an object store: access, and properties of new objects. */
export interface S3Options {
  /** Read a public bucket without credentials. */
  readonly noSignRequest?: boolean;
  /** Address of a provider other than AWS; default `AWS_ENDPOINT_URL`. */
  readonly endpointUrl?: string;
  /** Region of the bucket; default from the AWS configuration. */
  readonly region?: string;
  /** Id or ARN of the KMS key that encrypts new objects (SSE-KMS); default that of the bucket. */
  readonly sseKmsKeyId?: string;
  /** Storage class of new objects, as the provider names it; default `STANDARD`. */
  readonly storageClass?: string;
  /** Pay for requests to a requester-pays bucket. */
  readonly requesterPays?: boolean;
  /** Directory for upload parts that exceed the memory limit; default the system's temporary directory. */
  readonly stagingDirectory?: string;
  /**
   * Takes the locations of objects that were read whole without a checksum to compare the bytes with. With it, such
   * objects of up to 1 MiB are read twice instead.
   */
  readonly unchecked?: Set<string>;
  readonly retry?: RetryPolicy;
  /** Milliseconds without data after which a connection is closed. */
  readonly idleTimeout?: number;
}

/** A set of the first thousand objects. */
export class FirstObjects extends Set<string> {
  static readonly most = 1000;

  override add(location: string): this {
    return this.size < FirstObjects.most ? super.add(location) : this;
  }
}
