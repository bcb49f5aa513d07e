import { Float } from './float.js';
import type { JsonObject, JsonValue } from './json-value.js';

/** Whether a value is a mapping: no list, no Float, not null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float);
}
