import { ConfigError } from '../../base/errors.js';
import type { Issue } from '../../base/issue.js';
import { isJsonObject, type JsonValue, valueAt } from '../../base/json-value.js';
import { checkSchema, type SchemaIssue } from '../../base/schema.js';
import { configRules } from '../config-rules/config-rules.js';
import type { ConfigRule } from '../config-rules/rule.js';
import { placeholderRules, placeholderText } from '../config-rules/sections.js';
import { configSchema } from './config-schema.js';
import { locateIssues, type RuleIssue } from './locate-issues.js';
import { inQuotes, parseYaml, type YamlDocument } from './parse-yaml.js';

/**
 * Returns every issue of a configuration, errors and warnings, in the order of the file. Bad input never makes it
 * fail: a file that is not YAML is one issue with the code `YAML_INVALID`.
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

/** Returns the issues of a parsed configuration: those of its schema and of the rules of the given stages. */
export function checkDocument(document: YamlDocument, file: string, stages: readonly ConfigRule['stage'][]) {
  return locateIssues(issuesOf(document, stages), document, file);
}

function* issuesOf(document: YamlDocument, stages: readonly ConfigRule['stage'][]): Generator<RuleIssue> {
  // A placeholder has its own rule; what is wrong with its text is not reported as well.
  const isPlaceholder = (path: SchemaIssue['path']) => valueAt(document.value, ...path) === placeholderText;
  for (const issue of checkSchema(configSchema, document.value)) {
    if (!isPlaceholder(issue.path)) yield { ...expectQuotes(issue, document.value), severity: 'error' };
  }
  for (const { code, severity, stage, check } of configRules) {
    if (!stages.includes(stage)) continue;
    const isOwn = placeholderRules.some((rule) => rule.code === code);
    for (const issue of check(document.value))
      if (isOwn || !isPlaceholder(issue.path)) yield { ...issue, code, severity };
  }
}

/** Adds a hint to an issue where unquoted braces made a mapping of a template: `{run_name}` needs quotes. */
function expectQuotes(issue: SchemaIssue, document: JsonValue): SchemaIssue {
  if (issue.code !== 'WRONG_TYPE') return issue;
  const value = valueAt(document, ...issue.path);
  const [[key, held] = [], ...others] = isJsonObject(value) ? Object.entries(value) : [];
  // YAML reads a bare template as a mapping of one key without value.
  if (key === undefined || held !== null || others.length > 0) return issue;
  return { ...issue, expected: `${issue.expected ?? 'text'}; quote it: ${inQuotes(`{${key}}`)}` };
}
