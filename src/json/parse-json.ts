import { Float } from './float.js';
import { isJsonObject } from './is-json-object.js';
import type { JsonValue } from './json-value.js';

/** No key of a document is called like this by chance. */
const mark = '\u0000float';

/** A text's characters in runs: one by one, a long text would exhaust the matcher's stack. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * A JSON document whose numbers with a fraction or exponent are Floats; others are plain numbers. Fails with the
 * SyntaxError of `JSON.parse`.
 */
export function parseJson(text: string): JsonValue {
  JSON.parse(text);
  const marked = text.replaceAll(token, (part) =>
    !part.startsWith('"') && /[.eE]/.test(part) ? `{${JSON.stringify(mark)}:${part}}` : part,
  );
  return unmark(JSON.parse(marked) as JsonValue);
}

function unmark(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(unmark);
  if (!isJsonObject(value)) return value;
  const marked = value[mark];
  if (typeof marked === 'number') return new Float(marked);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unmark(item)]));
}
