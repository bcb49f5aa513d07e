import { parse } from 'lossless-json';
import { FormatError, fileError, ifValid } from './errors.js';
import { Float, formatFloat } from './float.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.js';
import { describeError } from './messages.js';

const mebibyte = 2 ** 20;
/** Real documents nest a few levels deep. Programs that recurse into a far deeper one overflow their stack. */
const deepest = 1000;
const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace, comma] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c,
];

export interface JsonDecoding {
  /** Size limit in bytes; default 500 MiB, which still fits a JavaScript string. */
  readonly limit?: number;
  /** Limit of commas, which values of lists and objects have between them; default none. */
  readonly mostCommas?: number;
  /** Parse numbers with a fraction or exponent as Floats, so that `60.0` is not `60`; default false. */
  readonly asFloats?: boolean;
}

/**
 * Parses a JSON file, which is UTF-8 with or without a byte order mark. Fails with a FormatError (`path`, and `line` if
 * known) if the bytes exceed a limit, are not UTF-8, are not JSON, or nest more than 1000 levels deep.
 *
 * @example
 * const metadata = decodeJson(await storage.get(key), key, { asFloats: true });
 */
export function decodeJson(
  bytes: Uint8Array,
  path: string,
  { limit = 500 * mebibyte, mostCommas = Number.POSITIVE_INFINITY, asFloats = false }: JsonDecoding = {},
): JsonValue {
  if (bytes.length > limit) {
    const expected = `at most ${Math.floor(limit / mebibyte)} MiB`;
    throw fileError('the JSON document exceeds the size limit', path, expected, `${bytes.length} bytes`);
  }
  let commas = 0;
  for (
    let at = bytes.indexOf(comma);
    at >= 0 && mostCommas < bytes.length;
    at = bytes.indexOf(comma, at + 1)
  ) {
    if (++commas > mostCommas) throw fileError('too many values', path, `at most ${mostCommas}`, 'more');
  }
  const text = decode(bytes, path);
  checkDepth(text, path);
  try {
    return asFloats ? parseJson(text) : (JSON.parse(text) as JsonValue);
  } catch (cause) {
    const found = whyNotJson(cause);
    const line = lineOf(found, text);
    throw new FormatError('not JSON', { path, found, ...(line === null ? {} : { line }), cause });
  }
}

/** Returns the object of a JSON file; null if it is not JSON, or another value. */
export function decodeObject(bytes: Uint8Array, path: string): JsonObject | null {
  const value = ifValid(() => decodeJson(bytes, path));
  return isJsonObject(value) ? value : null;
}

/** Parses a line of JSON Lines with an object; null for other lines. */
export function parseObject(line: string): JsonObject | null {
  try {
    const found: JsonValue = JSON.parse(line);
    return isJsonObject(found) ? found : null;
  } catch {
    return null;
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
  // Most documents are short and have fewer brackets in all.
  if (text.length < mebibyte && text.split('[').length + text.split('{').length <= deepest) return;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at) - 1;
    else if (code === openBracket || code === openBrace) depth++;
    else if (code === closeBracket || code === closeBrace) depth--;
    if (depth > deepest)
      throw fileError('the JSON document is nested too deeply', path, `at most ${deepest} levels`, 'more');
  }
}

/** Returns the message of a parse error, without the line and the column that some versions of V8 add. */
export function whyNotJson(cause: unknown): string {
  return describeError(cause).replace(/ \(line \d+ column \d+\)$/, '');
}

/** Returns the 1-based line of a parse error, or null if it is unknown. */
function lineOf(message: string, text: string): number | null {
  if (/Unexpected end of JSON/.test(message)) return text.split('\n').length;
  // V8 gives no position for an unexpected character, but the other parser does.
  const position = /at position (\d+)/;
  const [, before] = position.exec(message) ?? position.exec(faultOf(text)) ?? [];
  return before === undefined ? null : text.slice(0, Number(before)).split('\n').length;
}

function faultOf(text: string): string {
  try {
    parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/** Matches every text that contains a Float, and a few others. */
const floatToken = /\d(?:\.\d|[eE][+-]?\d)/;

/**
 * Parses JSON; numbers with a fraction or exponent become Floats. The last of duplicate keys wins, as in `JSON.parse`.
 * A text with Floats takes about 32 bytes of memory per character of its long strings. Fails with the SyntaxError of
 * `JSON.parse`.
 */
export function parseJson(text: string): JsonValue {
  const plain = JSON.parse(text) as JsonValue;
  if (!floatToken.test(text)) return plain;
  return parse(text, undefined, {
    parseNumber: (token) => (/[.eE]/.test(token) ? new Float(Number(token)) : Number(token)),
    onDuplicateKey: ({ newValue }) => newValue,
  }) as JsonValue;
}

/** Formats JSON; Floats in Python's spelling, NaN and infinity, which JSON lacks, as null. */
export function formatJson(value: JsonValue, indent = 4): string {
  return format(value, indent, '');
}

/** Formats JSON, with an indent of 4, as UTF-8 bytes. */
export function encodeJson(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(formatJson(value));
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

/** Returns the keys that occur more than once in a mapping of a JSON document or of JSON lines. */
export function repeatedKeys(text: string): string[] {
  const repeated = new Set<string>();
  /** The keys of each open mapping; null for an open list. */
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (isKeyNext && keys != null) {
        const key = unescaped(text.slice(at, end));
        if (keys.has(key)) repeated.add(key);
        keys.add(key);
      }
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

/** Returns the offset after the closing quotation mark of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

/** Unescapes a string token; one that is not valid JSON keeps its text, since the parser reports it. */
function unescaped(token: string): string {
  try {
    return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
  } catch {
    return token.slice(1, -1);
  }
}
