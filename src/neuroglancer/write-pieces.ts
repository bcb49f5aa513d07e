/** A file in the making. */
export interface PieceWriter {
  write(offset: number, bytes: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** A directory in the making. */
export interface PieceDirectory {
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** `size`: bytes that it will have, where that is known. */
  createFile(path: string, size: number | null): Promise<PieceWriter>;
}

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
