import { CryoetError } from './cryoet-error.js';

/** The bytes or text of a data file are not what its format promises. */
export class FormatError extends CryoetError {
  readonly tag = 'format';
}
