import { Command } from 'clipanion';
import { submitOptions } from '../options/index.js';
import { type SubmitArguments, submitLocations } from './submit/submit-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet submit ENGINE CONFIG INPUT OUTPUT`. */
export class SubmitCommand extends tableCommand(submitLocations, submitOptions) {
  static override paths = [['submit']];

  static override usage = Command.Usage({
    description: 'run an ingest in parts on a cluster',
    details: `
      ENGINE is slurm, aws-batch or kubernetes. Writes a script or manifest with an array of jobs, one a part, and the finish
      when all of them are over. Submits it to Slurm; says how to submit it to the others. The options of \`cryoet ingest\` are
      passed on to every part.

      Exit status: 0 fine, 2 could not run.
    `,
    examples: [
      [
        '100 parts on Slurm',
        'cryoet submit slurm deposition.yaml /data/in /data/out --plan plan.jsonl --jobs 8',
      ],
      [
        'See the manifest',
        'cryoet submit kubernetes d.yaml s3://in s3://out --parts 100 --image registry/cryoet:1 --dry-run',
      ],
    ],
  });

  protected async run(given: SubmitArguments): Promise<number> {
    const { runSubmit } = await import('./submit/run-submit.js');
    return runSubmit(given, this.context);
  }
}
