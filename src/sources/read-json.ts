import { FormatError } from '../errors/index.js';
import { decodeJson, isJsonObject, type JsonObject } from '../json/index.js';
import type { Storage } from '../storage/index.js';

/** Metadata files are small; anything beyond this is something else. */
const metadataLimit = 256 * 1024 * 1024;

/** A JSON object from a storage; fails with a FormatError that names the file when it is none. */
export async function readJson(storage: Storage, key: string): Promise<JsonObject> {
  const value = decodeJson(await storage.get(key, metadataLimit), storage.location(key));
  if (!isJsonObject(value)) {
    throw new FormatError('not a metadata file', {
      path: storage.location(key),
      expected: 'a JSON object',
      found: JSON.stringify(value).slice(0, 40),
    });
  }
  return value;
}
