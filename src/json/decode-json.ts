import { parse } from 'lossless-json';
import { FormatError } from '../errors/index.js';
import type { JsonValue } from './json-value.js';
import { parseJson } from './parse-json.js';

const mebibyte = 2 ** 20;
/** Documents nest a few levels deep; programs that walk a far deeper one run out of stack. */
const deepest = 1000;
const [quote, backslash, bracket, brace] = [0x22, 0x5c, 0x5b, 0x7b];

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
    if (code === quote) isWithinText = !isWithinText;
    else if (isWithinText) at += code === backslash ? 1 : 0;
    else if (code === bracket || code === brace) depth++;
    // What closes them comes two characters behind in ASCII.
    else if (code === bracket + 2 || code === brace + 2) depth--;
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
