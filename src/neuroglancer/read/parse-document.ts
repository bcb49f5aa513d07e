import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { FormatError } from '../../errors/index.js';
import type { JsonValue } from '../../json/index.js';

/** A document of a schema; fails with a FormatError that tells the first departure from it. */
export function parseDocument<Schema extends TSchema>(
  schema: Schema,
  document: JsonValue,
  what: string,
): Static<Schema> {
  if (Value.Check(schema, document)) return document as Static<Schema>;
  const [issue] = Value.Errors(schema, document);
  const keyPath = (issue?.instancePath ?? '').slice(1).replaceAll('/', '.');
  throw new FormatError(`not ${what}${keyPath === '' ? '' : ` at ${keyPath}`}`, {
    ...(issue === undefined ? {} : { expected: expectation(issue.message, issue.params) }),
    found: (JSON.stringify(valueAt(document, keyPath)) ?? 'nothing').slice(0, 80),
  });
}

function expectation(message: string, params: object): string {
  const allowed = Object.values(params).filter((value) => typeof value !== 'object');
  const details = allowed.length === 0 ? '' : ` (${allowed.join(', ')})`;
  return `it ${message}${details}`;
}

function valueAt(document: JsonValue, keyPath: string): JsonValue | undefined {
  let value: unknown = document;
  for (const key of keyPath === '' ? [] : keyPath.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value as JsonValue | undefined;
}
