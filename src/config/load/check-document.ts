import type { Issue } from '../../issues/index.js';
import { valueAt } from '../../json/index.js';
import { checkSchema } from '../../metadata/index.js';
import { locateIssues, type RuleIssue } from '../locate-issues.js';
import { type ConfigRule, configRules } from '../rules/index.js';
import { placeholderText } from '../rules/placeholders.js';
import { configSchema } from '../schema/config-schema.js';
import type { YamlDocument } from '../yaml/index.js';
import { expectQuotes } from './expect-quotes.js';

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
