import { Command, Option } from 'clipanion';
import { StorageCommand } from './storage-command.js';

/** `cryoet validate TREE`. */
export class ValidateCommand extends StorageCommand {
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
      ['Check a tree', 'cryoet validate /data/published'],
      [
        'Down to every voxel, as a page to look at',
        'cryoet validate out --depth deep --format html --output report.html',
      ],
      ['Two runs, without one rule', 'cryoet validate out --run "TS_00[12]" --skip-rule SPACING_WHOLE'],
      ['Every rule, for programs', 'cryoet validate --list-rules --format json'],
    ],
  });

  tree = Option.String({ name: 'TREE', required: false });

  dataset = Option.Array('--dataset', [], { description: 'only these datasets' });
  runs = Option.Array('--run', [], { description: 'only runs of these names' });
  depth = Option.String('--depth', 'headers', { description: 'headers, sample or deep' });
  layout = Option.String('--layout', 'auto', { description: 'auto, documented or portal' });
  format = Option.String('--format', 'pretty', { description: 'pretty, json, junit or html' });
  output = Option.String('--output', { description: 'write the report to this file' });
  rule = Option.Array('--rule', [], { description: 'only these rules' });
  skipRule = Option.Array('--skip-rule', [], { description: 'all rules but these' });
  severity = Option.Array('--severity', [], { description: 'CODE=error, CODE=warning or CODE=ignore' });
  config = Option.String('--config', { description: 'severities, everywhere and by path' });
  maxWarnings = Option.String('--max-warnings', { description: 'more warnings than this are a failure' });
  jobs = Option.String('--jobs', { description: 'runs and volumes looked at at once' });
  listRules = Option.Boolean('--list-rules', false, { description: 'print every rule and stop' });
  quiet = Option.Boolean('--quiet', false, { description: 'no progress' });
  verbose = Option.Boolean('--verbose', false, { description: 'show where errors come from' });

  protected async run(): Promise<number> {
    const { runValidate } = await import('./validate/run-validate.js');
    return runValidate(this, this.context);
  }
}
