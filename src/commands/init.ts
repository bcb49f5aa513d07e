import { Command } from 'clipanion';
import { initCommandOptions } from '../options/index.js';
import { type InitArguments, initLocation } from './init/init-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet init INPUT`. */
export class InitCommand extends tableCommand(initLocation, initCommandOptions) {
  static override paths = [['init']];

  static override usage = Command.Usage({
    description: 'write a configuration for a directory of files',
    details: `
      Lists INPUT, a directory or s3://bucket/prefix, finds the runs in the names of files and directories, reads the
      headers, and writes a configuration that finds exactly the files it recognized. Values that only a person knows
      are marked FILL_IN, with a comment that says what is wanted.

      Exit status: 0 fine, 2 could not run.
    `,
    examples: [
      ['Write config.yaml for a folder', 'cryoet init /data/deposited'],
      ['Fill in what is known already', 'cryoet init /data/deposited --answers answers.yaml --output d.yaml'],
      ['For other programs', 'cryoet init s3://bucket/deposited --format json'],
    ],
  });

  protected async run(given: InitArguments): Promise<number> {
    const { runInit } = await import('./init/run-init.js');
    return runInit(given, this.context);
  }
}
