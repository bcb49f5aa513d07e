import { isJsonObject, type JsonValue, valueAt } from '../../json/index.js';
import type { SchemaIssue } from '../../json/schema/index.js';
import { inQuotes } from '../yaml/index.js';

/** An issue of the schema; where braces without quotes made a mapping of a template, it says that they are missing. */
export function expectQuotes(issue: SchemaIssue, document: JsonValue): SchemaIssue {
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
