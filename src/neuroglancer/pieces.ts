import { formatJson } from '../base/json-text.js';
import type { JsonObject } from '../base/json-value.js';
import type { StagedDirectory } from '../storage/storage.js';

/** Gzip, which differs by where the code runs; the same bytes must give the same bytes. */
export type Gzip = (bytes: Uint8Array) => Uint8Array;

/** The bytes before `Gzip`; fails when they are not gzip, are cut off, or would be more than `limit` bytes. */
export type Gunzip = (bytes: Uint8Array, limit: number) => Uint8Array;

/** A directory in the making. */
export type PieceDirectory = Pick<StagedDirectory, 'put' | 'createFile'>;

/** Puts bytes at the end of a file, or at an offset. */
type PutPiece = (bytes: Uint8Array, offset?: number) => Promise<void>;

/** Writes a file piece by piece and returns its bytes; nothing is left of it when `fill` fails. */
export async function writePieces(
  directory: PieceDirectory,
  path: string,
  size: number | null,
  fill: (put: PutPiece) => Promise<void>,
): Promise<number> {
  const writer = await directory.createFile(path, size);
  let end = 0;
  try {
    await fill(async (bytes, offset = end) => {
      await writer.write(offset, bytes);
      end = Math.max(end, offset + bytes.length);
    });
    await writer.commit();
    return end;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** The bytes of all parts, one after another. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}

/** The bytes of a typed array, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The bytes of a JSON file. */
export function jsonBytes(value: JsonObject): Uint8Array {
  return new TextEncoder().encode(formatJson(value));
}
