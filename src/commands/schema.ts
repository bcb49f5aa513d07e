import { Command } from 'clipanion';
import { UsageError } from '../errors/index.js';
import { didYouMean, schemaCommandOptions } from '../options/index.js';
import { type Given, tableCommand } from './table-command.js';

const schemaName = { name: { name: 'NAME', arity: 'optional' } } as const;

/** `cryoet schema [NAME]`. */
export class SchemaCommand extends tableCommand(schemaName, schemaCommandOptions) {
  static override paths = [['schema']];

  static override usage = Command.Usage({
    description: 'print a JSON Schema: of configurations, or of a metadata file',
    details: `
      NAME is \`ingestion-config\`, which is the default, or a metadata file such as \`tomogram_metadata\`. Editors that know
      JSON Schema complete and check a configuration by it.
    `,
    examples: [
      ['The schema of configurations', 'cryoet schema > ingestion-config.schema.json'],
      ['Which ones there are', 'cryoet schema --list'],
    ],
  });

  protected async run({
    name = 'ingestion-config',
    list,
  }: Given<typeof schemaName, typeof schemaCommandOptions>): Promise<number> {
    const { schemaTexts } = await import('../api/schemas.js');
    const schemas = schemaTexts();
    const text = schemas.get(name);
    if (list) this.context.stdout.write([...schemas.keys()].map((each) => `${each}\n`).join(''));
    else if (text !== undefined) this.context.stdout.write(text);
    else {
      const hint = 'cryoet schema --list prints their names';
      throw new UsageError(`unknown schema ${name}${didYouMean(name, [...schemas.keys()])}`, { hint });
    }
    return 0;
  }
}
