import { Command } from 'clipanion';
import { validateConfigOptions } from '../options/index.js';
import { tableCommand } from './table-command.js';
import { configFiles, type ValidateConfigArguments } from './validate/validate-config-arguments.js';

/** `cryoet validate config FILE…`. */
export class ValidateConfigCommand extends tableCommand(configFiles, validateConfigOptions) {
  static override paths = [['validate', 'config']];

  static override usage = Command.Usage({
    description: 'check ingestion configurations',
    details: `
      Checks each FILE against the schema and then against the rules that a schema cannot hold, and prints every
      problem with its line and column.

      Exit status: 0 no errors, 1 errors, 2 could not run.
    `,
    examples: [['Check two configurations', 'cryoet validate config 10000.yaml 10001.yaml']],
  });

  protected async run(given: ValidateConfigArguments): Promise<number> {
    const { runValidateConfig } = await import('./validate/run-validate-config.js');
    return runValidateConfig(given, this.context);
  }
}
