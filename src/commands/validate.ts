import { Command } from 'clipanion';
import { validateCommandOptions } from '../options/index.js';
import { tableCommand } from './table-command.js';
import { type ValidateArguments, validateLocation } from './validate/validate-arguments.js';

/** `cryoet validate TREE`. */
export class ValidateCommand extends tableCommand(validateLocation, validateCommandOptions) {
  static override paths = [['validate']];

  static override usage = Command.Usage({
    description: 'check a published tree',
    details: `
      Checks names, metadata, headers and side-car files of TREE, and with \`--depth sample\` or \`--depth deep\` the
      voxels too. TREE is the directory or bucket that holds the datasets, a dataset or a run.

      Every finding has a code; docs/rules explains each. \`--list-rules\` prints them all.

      Exit status: 0 valid, 1 errors or too many warnings, 2 could not run.
    `,
    examples: [
      ['Check a tree', 'cryoet validate published'],
      [
        'Down to every voxel, as a page to look at',
        'cryoet validate out --depth deep --format html --output report.html',
      ],
      ['Two runs, without one rule', 'cryoet validate out --run "TS_00[12]" --skip-rule SPACING_WHOLE'],
      ['Every rule, for programs', 'cryoet validate --list-rules --format json'],
    ],
  });

  protected async run(given: ValidateArguments): Promise<number> {
    const { runValidate } = await import('./validate/run-validate.js');
    return runValidate(given, this.context);
  }
}
