import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../package-file.js';

/** The template of a configuration, with the place of its JSON Schema on this machine. */
export async function readTemplate(): Promise<string> {
  const schema = fileURLToPath(packageFile('schemas/ingestion-config.schema.json'));
  const text = await readFile(packageFile('dataset_config/template.yaml'), 'utf8');
  return text.replace(/^(# yaml-language-server: \$schema=).*$/m, (_, key: string) => `${key}${schema}`);
}
