import { checkSchema, type SchemaIssue } from '../../metadata/index.js';
import { type ConfigFinding, type ConfigIssue, placeFindings } from '../config-issue.js';
import { type ConfigRule, configRules } from '../rules/index.js';
import { configSchema } from '../schema/config-schema.js';
import type { YamlDocument } from '../yaml/index.js';

/** Every issue of a document: of its schema and of the rules of the stages asked for. */
export function checkDocument(
  document: YamlDocument,
  file: string,
  stages: readonly ConfigRule['stage'][],
): ConfigIssue[] {
  return placeFindings(findings(document, stages), document, file);
}

function* findings(
  document: YamlDocument,
  stages: readonly ConfigRule['stage'][],
): Generator<{ code: string; severity: ConfigIssue['severity']; finding: ConfigFinding }> {
  for (const issue of checkSchema(configSchema, document.value)) {
    yield { code: issue.code, severity: 'error', finding: schemaFinding(issue) };
  }
  for (const { code, severity, stage, check } of configRules) {
    if (!stages.includes(stage)) continue;
    for (const finding of check(document.value)) yield { code, severity, finding };
  }
}

function schemaFinding(issue: SchemaIssue): ConfigFinding {
  return { ...issue, atKey: issue.code === 'unknown-key' };
}
