import { FormatError } from '../../errors/index.js';
import { decodeJson, formatJson, isJsonObject, type JsonObject } from '../../json/index.js';
import type { IngestContext } from '../context.js';

/**
 * Writes a JSON document that bears the time it was written at, unless the output holds the same but for that time. Returns
 * the bytes written; null where it stays.
 */
export async function publishDocument(
  path: string,
  document: JsonObject,
  context: IngestContext,
): Promise<number | null> {
  const { output, options, recorder } = context;
  const before = options.noResume === true ? null : await read(path, context);
  if (before !== null && isSame(before, document, output.location(path))) {
    recorder?.confirm(path, before);
    return null;
  }
  const bytes = encode(document);
  await output.put(path, bytes);
  return bytes.length;
}

/** Of what is not in the ledger, nothing is known that would spare the writing. */
async function read(path: string, { output, recorder }: IngestContext): Promise<Uint8Array | null> {
  if (recorder?.knows(path) !== true || (await output.stat(path)) === null) return null;
  return output.get(path);
}

function isSame(before: Uint8Array, document: JsonObject, location: string): boolean {
  const found = decode(before, location);
  if (found === null) return false;
  const { last_updated_at: time } = found;
  return Buffer.compare(before, encode({ ...document, last_updated_at: time ?? null })) === 0;
}

function decode(bytes: Uint8Array, location: string): JsonObject | null {
  try {
    const found = decodeJson(bytes, location);
    return isJsonObject(found) ? found : null;
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

function encode(document: JsonObject): Uint8Array {
  return new TextEncoder().encode(formatJson(document));
}
