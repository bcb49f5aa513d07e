import { undoing } from '../base/closing.js';
import type { StagedDirectory } from '../storage/storage.js';

/** Compresses with gzip. It must be deterministic; the environment (Node, browser) provides it. */
export type Gzip = (bytes: Uint8Array) => Uint8Array;

/** Decompresses gzip; fails if the bytes are invalid or truncated, or would unpack to more than `limit` bytes. */
export type Gunzip = (bytes: Uint8Array, limit: number) => Uint8Array | Promise<Uint8Array>;

/** The directory of a precomputed source while it is written. */
export type PieceDirectory = Pick<StagedDirectory, 'put' | 'createFile'>;

/** Writes bytes at `offset` in a file; at its end by default. */
type PutPiece = (bytes: Uint8Array, offset?: number) => Promise<void>;

/** Writes a file in pieces; returns its bytes. `size` is null if unknown. Drops the file and fails if `fill` fails. */
export async function writePieces(
  directory: PieceDirectory,
  path: string,
  size: number | null,
  fill: (put: PutPiece) => Promise<void>,
): Promise<number> {
  const writer = await directory.createFile(path, size);
  let end = 0;
  return undoing(writer, 'abort', async () => {
    await fill(async (bytes, offset = end) => {
      await writer.write(offset, bytes);
      end = Math.max(end, offset + bytes.length);
    });
    await writer.commit();
    return end;
  });
}

/** Returns a view of the bytes of a typed array, without a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
