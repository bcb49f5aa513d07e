import { FormatError, StorageError } from '../../errors/index.js';
import { decodeJson, isJsonObject, type JsonObject, type JsonValue } from '../../json/index.js';
import type { Storage } from '../../storage/index.js';

/** Bytes of the largest metadata file of a group; the attributes of a mask list every label. */
export const largestDocument = 64 * 1024 * 1024;

/**
 * A JSON file of a zarr, its numbers as they are spelled; null when it is not there. Fails with a FormatError when it is
 * no JSON object, and with a StorageError when it cannot be read.
 */
export async function readDocument(
  storage: Pick<Storage, 'get' | 'location'>,
  key: string,
): Promise<JsonObject | null> {
  const path = storage.location(key);
  let bytes: Uint8Array;
  try {
    bytes = await storage.get(key, largestDocument);
  } catch (error) {
    if (error instanceof StorageError && error.reason === 'missing') return null;
    throw error;
  }
  return asDocument(decodeJson(bytes, path, { asFloats: true }), path);
}

/** The object that a JSON file of a zarr must hold. Fails with a FormatError for any other value. */
export function asDocument(value: JsonValue, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  const found = JSON.stringify(value).slice(0, 60);
  throw new FormatError('not a JSON object', { path, expected: 'an object', found });
}
