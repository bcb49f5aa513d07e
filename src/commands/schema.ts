import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../base/errors.js';
import { packageFile } from '../base/package-file.js';
import { tableCommand } from './command.js';
import { flag } from './options/kinds.js';
import { didYouMean } from './options/option.js';

export const SchemaCommand = tableCommand({
  path: ['schema'],
  description: 'print a JSON Schema: of configurations, or of a metadata file',
  details: `
    NAME is \`ingestion-config\`, which is the default, or a metadata file such as \`tomogram_metadata\`. Editors that know
    JSON Schema complete and check a configuration by it.
  `,
  examples: [
    ['The schema of configurations', 'cryoet schema > ingestion-config.schema.json'],
    ['Which ones there are', 'cryoet schema --list'],
  ],
  arguments: { name: '[NAME]' },
  options: { list: flag({ help: 'print the names of all schemas' }) },
  async run({ name = 'ingestion-config', list }, context) {
    const { schemaFiles } = await import('../deposition/config/config-schema.js');
    const schemas = new Map(
      [...schemaFiles()].map(([file, text]) => [file.replace(/\.schema\.json$/, ''), text]),
    );
    const text = schemas.get(name);
    if (list) context.stdout.write([...schemas.keys()].map((each) => `${each}\n`).join(''));
    else if (text !== undefined) context.stdout.write(text);
    else {
      const hint = 'cryoet schema --list prints their names';
      throw new UsageError(`unknown schema ${name}${didYouMean(name, [...schemas.keys()])}`, { hint });
    }
    return 0;
  },
});

export const TemplateCommand = tableCommand({
  path: ['template'],
  description: 'print a configuration with every key and comments',
  details:
    'Its first line names the JSON Schema of this installation, which editors complete and check it by.',
  examples: [['Start a configuration', 'cryoet template > config.yaml']],
  arguments: {},
  options: {},
  async run(_, context) {
    context.stdout.write(await readTemplate());
    return 0;
  },
});

/** Reads the template of a configuration and puts the path of its JSON Schema on this machine into the first line. */
async function readTemplate(): Promise<string> {
  const schema = fileURLToPath(packageFile('schemas/ingestion-config.schema.json'));
  const text = await readFile(packageFile('dataset_config/template.yaml'), 'utf8');
  return text.replace(/^(# yaml-language-server: \$schema=).*$/m, (_, key: string) => `${key}${schema}`);
}
