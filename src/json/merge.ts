import { isJsonObject } from './is-json-object.js';
import type { JsonObject, JsonValue } from './json-value.js';

/** Deep merge of objects; `over` wins, and its arrays and scalars replace what was there. */
export function mergeJson(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isJsonObject(before) && isJsonObject(value) ? mergeJson(before, value) : value;
  }
  return merged;
}
