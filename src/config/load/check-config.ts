import { ConfigError } from '../../errors/index.js';
import type { ConfigIssue } from '../config-issue.js';
import { parseYaml, type YamlDocument } from '../yaml/index.js';
import { checkDocument } from './check-document.js';

/**
 * Everything wrong with a configuration, errors and warnings, in the order of the file; never fails for what the
 * file says. `yaml-invalid` is the code of a file that cannot be read at all.
 */
export function checkConfig(source: string | Uint8Array, file: string): ConfigIssue[] {
  let document: YamlDocument;
  try {
    document = parseYaml(source, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ code: 'yaml-invalid', severity: 'error', error }];
  }
  return checkDocument(document, file, ['load', 'validate']);
}
