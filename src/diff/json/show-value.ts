import { formatJson, type JsonValue } from '../../json/index.js';

const longest = 120;

/** A value on one line, cut where it is long. */
export function showValue(value: JsonValue): string {
  const text = formatJson(value, 0).replaceAll('\n', ' ');
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
