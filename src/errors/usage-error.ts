import { CryoetError } from './cryoet-error.js';

/** An option or argument is given something that it cannot take; nothing was done. */
export class UsageError extends CryoetError {
  readonly tag = 'usage';
}
