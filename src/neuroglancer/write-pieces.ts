import type { StagedDirectory } from '../storage/index.js';

/** A directory in the making. */
export type PieceDirectory = Pick<StagedDirectory, 'put' | 'createFile'>;

/** Puts bytes at the end of a file, or at an offset. */
export type PutPiece = (bytes: Uint8Array, offset?: number) => Promise<void>;

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
