import { parse } from 'lossless-json';
import { FormatError } from './errors.js';
import { Float, formatFloat } from './float.js';
import type { JsonObject, JsonValue } from './json-value.js';

const mebibyte = 2 ** 20;
/** Documents nest a few levels deep; programs that walk a far deeper one run out of stack. */
const deepest = 1000;
const [quoteByte, backslashByte, bracketByte, braceByte] = [0x22, 0x5c, 0x5b, 0x7b];

export interface JsonDecoding {
  /** Bytes of the largest document; default 500 MiB, which a string holds. */
  readonly limit?: number;
  /** Whether numbers with a fraction or exponent become Floats, so that `60.0` is not `60`; default false. */
  readonly asFloats?: boolean;
}

/**
 * The document in a JSON file: UTF-8, with or without a byte order mark. Fails with a FormatError (`path`, and `line`
 * where it is known) when the bytes are too many, not UTF-8, not JSON, or nested more than 1000 levels deep.
 */
export function decodeJson(
  bytes: Uint8Array,
  path: string,
  { limit = 500 * mebibyte, asFloats = false }: JsonDecoding = {},
): JsonValue {
  if (bytes.length > limit) {
    throw new FormatError('the JSON document exceeds the size limit', {
      path,
      expected: `at most ${Math.floor(limit / mebibyte)} MiB`,
      found: `${bytes.length} bytes`,
    });
  }
  const text = decode(bytes, path);
  checkDepth(text, path);
  try {
    return asFloats ? parseJson(text) : (JSON.parse(text) as JsonValue);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    const line = lineOf(found, text);
    throw new FormatError('not JSON', { path, found, ...(line === null ? {} : { line }), cause });
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('not UTF-8 text', { path, expected: 'JSON', cause });
  }
}

function checkDepth(text: string, path: string): void {
  let depth = 0;
  let isWithinText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quoteByte) isWithinText = !isWithinText;
    else if (isWithinText) at += code === backslashByte ? 1 : 0;
    else if (code === bracketByte || code === braceByte) depth++;
    // What closes them comes two characters behind in ASCII.
    else if (code === bracketByte + 2 || code === braceByte + 2) depth--;
    if (depth <= deepest) continue;
    throw new FormatError('the JSON document is nested too deeply', {
      path,
      expected: `at most ${deepest} levels`,
      found: 'more',
    });
  }
}

/** The line of a fault; null where nothing tells it. */
function lineOf(message: string, text: string): number | null {
  if (/Unexpected end of JSON/.test(message)) return text.split('\n').length;
  // For an unexpected character V8 says no position, but the other parser does.
  const position = positionOf(message) ?? positionOf(faultOf(text));
  return position === null ? null : text.slice(0, position).split('\n').length;
}

function positionOf(message: string): number | null {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? null : Number(position);
}

function faultOf(text: string): string {
  try {
    parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

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

const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace, comma] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c,
];

/**
 * Keys that stand more than once in one mapping of JSON text, each once; of one document, or of several that follow each
 * other. Readers of JSON keep one of the values and say nothing.
 */
export function repeatedKeys(text: string): string[] {
  const repeated = new Set<string>();
  /** The keys of each mapping that is open; null stands for a list. */
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (isKeyNext && keys != null) note(text.slice(at, end), keys, repeated);
      isKeyNext = false;
      at = end - 1;
    } else if (code === openBrace || code === openBracket) {
      isKeyNext = code === openBrace;
      open.push(isKeyNext ? new Set() : null);
    } else if (code === closeBrace || code === closeBracket) {
      open.pop();
      isKeyNext = false;
    } else if (code === comma) isKeyNext = open.at(-1) != null;
  }
  return [...repeated];
}

/** Where a string ends that begins at a quotation mark, behind its last one. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

function note(token: string, keys: Set<string>, repeated: Set<string>): void {
  const key = token.includes('\\') ? unescaped(token) : token.slice(1, -1);
  if (keys.has(key)) repeated.add(key);
  else keys.add(key);
}

function unescaped(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token.slice(1, -1);
  }
}
