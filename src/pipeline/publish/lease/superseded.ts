import { IngestError } from '../../../errors/index.js';

/** Another ingest is writing a run: this one leaves it alone. */
export class Superseded extends IngestError {
  constructor(run: string, holder: string) {
    super('superseded: another ingest writes this run', {
      entity: `run ${run}`,
      found: holder,
      hint: 'wait for it, then run again: what it finished is kept',
    });
  }
}
