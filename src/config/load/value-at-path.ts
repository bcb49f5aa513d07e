import { isJsonObject, type JsonValue } from '../../json/index.js';
import type { SchemaIssue } from '../../json/schema/index.js';

/** What a document has at a place; undefined where it has nothing there. */
export function valueAtPath(value: JsonValue, path: SchemaIssue['path']): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else if (isJsonObject(at) && typeof step === 'string') at = at[step];
    else return undefined;
  }
  return at;
}
