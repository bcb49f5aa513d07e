import { FormatError } from '../errors/index.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/index.js';
import type { Storage } from '../storage/index.js';

/** Bytes: metadata files are small; anything beyond this is something else. */
export const largestDocument = 64 * 1024 * 1024;

/**
 * The JSON object of a file of a tree. Fails with the storage's error, or with a FormatError that names the file when it
 * holds none.
 */
export async function readDocument(storage: Storage, key: string): Promise<JsonObject> {
  const bytes = await storage.get(key, largestDocument);
  const path = storage.location(key);
  const value = parseDocument(bytes, path);
  if (isJsonObject(value)) return value;
  throw new FormatError('not a metadata file', {
    path,
    expected: 'a JSON object',
    found: JSON.stringify(value).slice(0, 40),
  });
}

/** Parses UTF-8 JSON; fails with a FormatError that gives the line where it can be told. */
export function parseDocument(bytes: Uint8Array, path?: string): JsonValue {
  const place = path === undefined ? {} : { path };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError('not UTF-8 text', { ...place, expected: 'JSON', cause });
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError('not JSON', { ...place, found: message, line: lineOf(message, text), cause });
  }
}

function lineOf(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  const before = position === undefined ? text : text.slice(0, Number(position));
  return before.split('\n').length;
}
