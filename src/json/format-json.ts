import { Float, formatFloat } from './float.js';
import type { JsonObject, JsonValue } from './json-value.js';

/**
 * JSON text with an indent of 4, keys in their order, Floats in their spelling, no newline at the end.
 * JSON has no NaN or infinity: both are written as null.
 */
export function formatJson(value: JsonValue, indent = 4): string {
  return format(value, indent, '');
}

function format(value: JsonValue, indent: number, margin: string): string {
  if (value instanceof Float) return Number.isFinite(value.value) ? formatFloat(value.value) : 'null';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = margin + ' '.repeat(indent);
  const isArray = Array.isArray(value);
  const items = isArray
    ? value.map((item: JsonValue) => inner + format(item, indent, inner))
    : Object.entries(value as JsonObject).map(
        ([key, item]) => `${inner}${JSON.stringify(key)}: ${format(item, indent, inner)}`,
      );
  const [open, close] = isArray ? '[]' : '{}';
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(',\n')}\n${margin}${close}`;
}
