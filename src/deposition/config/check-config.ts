import { checkSchema } from '../../base/check-schema.js';
import { ConfigError } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { isJsonObject, type JsonValue, valueAt } from '../../base/json-value.js';
import type { SchemaIssue } from '../../base/schema.js';
import { configRules } from '../config-rules/config-rules.js';
import type { ConfigRule } from '../config-rules/rule.js';
import { placeholderText } from '../config-rules/sections.js';
import { configSchema } from './config-schema.js';
import { inQuotes, locateIssues, parseYaml, type RuleIssue, type YamlDocument } from './parse-yaml.js';

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

/** Every issue of a document: of its schema and of the rules of the stages asked for. */
export function checkDocument(
  document: YamlDocument,
  file: string,
  stages: readonly ConfigRule['stage'][],
): Issue[] {
  return locateIssues(issuesOf(document, stages), document, file);
}

function* issuesOf(document: YamlDocument, stages: readonly ConfigRule['stage'][]): Generator<RuleIssue> {
  for (const issue of checkSchema(configSchema, document.value)) {
    // That a placeholder is no number is not news: a rule says that it is left.
    if (valueAt(document.value, ...issue.path) === placeholderText) continue;
    yield { ...expectQuotes(issue, document.value), severity: 'error' };
  }
  for (const { code, severity, stage, check } of configRules) {
    if (!stages.includes(stage)) continue;
    for (const issue of check(document.value)) yield { ...issue, code, severity };
  }
}

/** An issue of the schema; where braces without quotes made a mapping of a template, it says that they are missing. */
function expectQuotes(issue: SchemaIssue, document: JsonValue): SchemaIssue {
  if (issue.code !== 'WRONG_TYPE') return issue;
  const text = templateIn(valueAt(document, ...issue.path));
  if (text === null) return issue;
  const expected = issue.expected ?? 'text';
  return { ...issue, expected: `${expected}; quote it: ${inQuotes(text)}` };
}

/** `{run_name}` of a mapping of one key without a value. */
function templateIn(value: JsonValue | undefined): string | null {
  if (!isJsonObject(value)) return null;
  const [[key, held] = [], ...others] = Object.entries(value);
  return key !== undefined && held === null && others.length === 0 ? `{${key}}` : null;
}
