import type { StorageOptions } from '../storage/index.js';
import { flag, refuseEmpty, text } from './kinds.js';
import type { OptionTable, OptionValues } from './option.js';

/** The options of everything that reads or writes buckets. */
export const storageOptions = {
  noSignRequest: flag({ help: 'read public buckets without credentials' }),
  endpointUrl: text('URL', {
    help: 'use this S3 provider instead of AWS',
    shownDefault: 'AWS_ENDPOINT_URL',
    check: refuseEmpty,
  }),
  region: text('REGION', {
    help: 'set the region of the buckets',
    shownDefault: 'from the AWS configuration',
    note: 'see [s3.md](s3.md)',
    check: refuseEmpty,
  }),
  requesterPays: flag({ help: 'pay for requests to requester-pays buckets' }),
  sseKmsKeyId: text('KEY', {
    help: 'encrypt objects with this KMS key',
    shownDefault: 'default of the bucket',
    check: refuseEmpty,
  }),
  storageClass: text('CLASS', {
    help: 'store objects in this storage class',
    shownDefault: 'STANDARD',
    check: refuseEmpty,
  }),
  followLinks: flag({ help: 'follow symbolic links out of INPUT, OUTPUT or TREE' }),
} satisfies OptionTable;

/** The options as storages take them. */
export function storageOf({
  noSignRequest,
  endpointUrl,
  region,
  requesterPays,
  sseKmsKeyId,
  storageClass,
  followLinks,
}: OptionValues<typeof storageOptions>): StorageOptions {
  return {
    noSignRequest,
    followLinks,
    requesterPays,
    ...(sseKmsKeyId === undefined ? {} : { sseKmsKeyId }),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(region === undefined ? {} : { region }),
  };
}
