import { Command } from 'clipanion';
import { statusCommandOptions } from '../options/index.js';
import { type StatusArguments, statusLocations } from './status/status-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet status PLAN OUTPUT`. */
export class StatusCommand extends tableCommand(statusLocations, statusCommandOptions) {
  static override paths = [['status']];

  static override usage = Command.Usage({
    description: 'show the progress of the parts of a plan',
    details: `
      Reads the ledgers and leases that parts leave in OUTPUT, which is where the part that began last writes to unless it is
      named. Parts are done, running, failed (some items of theirs), stopped (begun, and nobody is at them now) or waiting.

      Exit status: 0 fine, 1 some runs have failed items, 2 could not run.
    `,
    examples: [
      ['How far they are', 'cryoet status plan.jsonl'],
      ['For programs', 'cryoet status s3://bucket/plan.jsonl s3://bucket/out --format json'],
    ],
  });

  protected async run(given: StatusArguments): Promise<number> {
    const { runStatus } = await import('./status/run-status.js');
    return runStatus(given, this.context);
  }
}
