import { ConfigError } from '../../errors/index.js';
import type { Issue } from '../../issues/index.js';
import { parseYaml, type YamlDocument } from '../yaml/index.js';
import { checkDocument } from './check-document.js';

/**
 * Everything wrong with a configuration, errors and warnings, in the order of the file; never fails for what the
 * file says. `YAML_INVALID` is the code of a file that cannot be read at all.
 */
export function checkConfig(source: string | Uint8Array, file: string): Issue[] {
  let document: YamlDocument;
  try {
    document = parseYaml(source, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { cause: _, ...facts } = error.facts;
    return [{ code: 'YAML_INVALID', severity: 'error', message: error.message, path: file, ...facts }];
  }
  return checkDocument(document, file, ['load', 'validate']);
}
