import { Float } from './float.js';
import type { JsonValue } from './json-value.js';

/** The same document with every Float as a plain number, as schema checkers want it. */
export function toPlain(value: JsonValue): unknown {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item as JsonValue)]));
}
