import { FormatError } from '../errors/index.js';
import { decodeJson, isJsonObject, type JsonObject } from '../json/index.js';
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
  const value = decodeJson(bytes, path);
  if (isJsonObject(value)) return value;
  throw new FormatError('not a metadata file', {
    path,
    expected: 'a JSON object',
    found: JSON.stringify(value).slice(0, 40),
  });
}
