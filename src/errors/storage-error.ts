import { CryoetError } from './cryoet-error.js';

/** A file or object could not be read, listed or written; `reason` tells what to expect of a retry. */
export class StorageError extends CryoetError {
  readonly tag = 'storage';
  readonly reason:
    | 'missing'
    | 'denied'
    | 'link'
    | 'unsafe-name'
    | 'too-large'
    | 'no-space'
    | 'busy'
    | 'changed'
    | 'failed';

  constructor(
    reason: StorageError['reason'],
    message: string,
    facts: ConstructorParameters<typeof CryoetError>[1] = {},
  ) {
    super(message, facts);
    this.reason = reason;
  }
}
