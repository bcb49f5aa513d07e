import { CryoetError, type ErrorFacts } from './cryoet-error.js';

/** An item was not made because of something else that went wrong, which is reported by itself; `because` names it. */
export class NotReachedError extends CryoetError {
  readonly tag = 'not-reached';
  readonly because: string;

  constructor(because: string, facts: ErrorFacts = {}) {
    super(`not reached (because ${because})`, facts);
    this.because = because;
  }
}
