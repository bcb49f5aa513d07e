import { CryoetError } from './cryoet-error.js';

/** An item of the deposition cannot be made from what was deposited. */
export class IngestError extends CryoetError {
  readonly tag = 'ingest';
}
