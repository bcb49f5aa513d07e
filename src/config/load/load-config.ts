import { ConfigErrors } from '../../errors/index.js';
import type { Config } from '../config.js';
import { configError } from '../locate-issues.js';
import { parseYaml } from '../yaml/index.js';
import { buildConfig } from './build-config.js';
import { checkDocument } from './check-document.js';

/**
 * The configuration in a YAML text or its UTF-8 bytes; `file` names it in messages. Fails with a ConfigError where
 * the YAML cannot be read, else with ConfigErrors that carry everything in which the file departs from the schema
 * and from the rules of the stage `load`.
 */
export function loadConfig(source: string | Uint8Array, file: string): Config {
  const document = parseYaml(source, file);
  const errors = checkDocument(document, file, ['load'])
    .filter((issue) => issue.severity === 'error')
    .map(configError);
  if (errors.length > 0) throw new ConfigErrors(file, errors);
  return buildConfig(document, file);
}
