import { formatJson, type JsonObject } from '../json/index.js';

/** The bytes of a JSON file. */
export function jsonBytes(value: JsonObject): Uint8Array {
  return new TextEncoder().encode(formatJson(value));
}
