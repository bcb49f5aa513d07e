import { CryoetError } from './cryoet-error.js';

/** A valid input that this version does not handle. */
export class UnsupportedError extends CryoetError {
  readonly tag = 'unsupported';
}
