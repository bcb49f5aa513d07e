import { Command, Option } from 'clipanion';
import { BaseCommand } from './base-command.js';

/** `cryoet validate config FILE…`. */
export class ValidateConfigCommand extends BaseCommand {
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

  files = Option.Rest({ name: 'FILE', required: 1 });
  format = Option.String('--format', 'pretty', { description: 'pretty or json' });

  protected async run(): Promise<number> {
    const { runValidateConfig } = await import('./validate/run-validate-config.js');
    return runValidateConfig(this.files, this.format, this.context);
  }
}
