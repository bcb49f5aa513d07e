import { Option, UsageError } from 'clipanion';
import type { StorageOptions } from '../storage/index.js';
import { BaseCommand } from './base-command.js';

/** The options of every command that reads or writes buckets, as clipanion hands them over. */
export interface TypedStorageOptions {
  readonly noSignRequest: boolean;
  readonly endpointUrl: string | undefined;
  readonly region: string | undefined;
}

/** A command whose locations may be `s3://bucket/prefix`. */
export abstract class StorageCommand extends BaseCommand {
  noSignRequest = Option.Boolean('--no-sign-request', false, {
    description: 'read public buckets without credentials',
  });
  endpointUrl = Option.String('--endpoint-url', {
    description: 'address of an S3 provider other than AWS (default: AWS_ENDPOINT_URL)',
  });
  region = Option.String('--region', {
    description: 'region of the bucket (default: what the AWS configuration says)',
  });
}

/** The typed options as storages take them. Fails with a UsageError for an empty one, such as a script's unset variable. */
export function storageOptions(typed: TypedStorageOptions): StorageOptions {
  if (typed.endpointUrl === '') throw new UsageError('--endpoint-url is given no value, but ""');
  if (typed.region === '') throw new UsageError('--region is given no value, but ""');
  return {
    noSignRequest: typed.noSignRequest,
    ...(typed.endpointUrl === undefined ? {} : { endpointUrl: typed.endpointUrl }),
    ...(typed.region === undefined ? {} : { region: typed.region }),
  };
}
