import { parse } from 'lossless-json';
import { Float } from './float.js';
import type { JsonValue } from './json-value.js';

/** What a text must hold somewhere to hold a Float. */
const floatToken = /\d(?:\.\d|[eE][+-]?\d)/;

/**
 * A JSON document whose numbers with a fraction or exponent are Floats; others are plain numbers. Of a repeated key
 * the last one counts. Where there are Floats, long strings take some 32 bytes a character while they are read. Fails
 * with the SyntaxError of `JSON.parse`, which tells the position.
 */
export function parseJson(text: string): JsonValue {
  const plain = JSON.parse(text) as JsonValue;
  if (!floatToken.test(text)) return plain;
  return parse(text, undefined, {
    parseNumber: (token) => (/[.eE]/.test(token) ? new Float(Number(token)) : Number(token)),
    onDuplicateKey: ({ newValue }) => newValue,
  }) as JsonValue;
}
