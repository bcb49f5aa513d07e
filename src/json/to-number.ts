import { Float } from './float.js';
import type { JsonValue } from './json-value.js';

/** The number a value holds, or null when it is not a number. Text is never converted. */
export function toNumber(value: JsonValue | undefined): number | null {
  if (typeof value === 'number') return value;
  return value instanceof Float ? value.value : null;
}
