import type { StorageClass } from '@aws-sdk/client-s3';
import type { S3Options } from '../s3-options.js';

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
