import { Command } from 'clipanion';
import { ingestCommandOptions } from '../options/index.js';
import { type IngestArguments, ingestLocations } from './ingest/ingest-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet ingest CONFIG INPUT OUTPUT`. */
export class IngestCommand extends tableCommand(ingestLocations, ingestCommandOptions) {
  static override paths = [['ingest']];

  static override usage = Command.Usage({
    description: 'convert a deposition into the standard tree',
    details: `
      Finds the files that CONFIG describes below INPUT, converts them and writes the tree and its metadata below
      OUTPUT. Items that fail are reported and the others are done all the same. INPUT and OUTPUT are directories or
      s3://bucket/prefix.

      Options that take several values can be repeated, or given values with commas between them.

      Exit status: 0 fine, 1 some items failed, 2 could not run.
    `,
    examples: [
      ['Ingest a deposition', 'cryoet ingest deposition.yaml deposited published'],
      ['See what would be done', 'cryoet ingest deposition.yaml deposited published --dry-run'],
      [
        'Tomograms of two runs only',
        'cryoet ingest d.yaml in out --import tomogram --filter "run=TS_00[12]$"',
      ],
    ],
  });

  protected async run(given: IngestArguments): Promise<number> {
    // What a command does is loaded when it runs: all of them together would slow every start.
    const { runIngest } = await import('./ingest/run-ingest.js');
    return runIngest(given, this.context);
  }
}
