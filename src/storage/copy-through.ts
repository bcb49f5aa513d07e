import { StorageError } from '../errors/index.js';
import type { Copied, FileWriter, Storage } from './storage.js';

const pieceBytes = 8 * 1024 * 1024;

/** Copies a file of one storage into a file in the making of another, and commits it. */
export async function copyThrough(source: Storage, sourceKey: string, writer: FileWriter): Promise<Copied> {
  const reader = await source.open(sourceKey).catch(async (error) => {
    await writer.abort();
    throw error;
  });
  try {
    for (let offset = 0; offset < reader.size; ) {
      const piece = await reader.read(offset, pieceBytes);
      if (piece.length === 0) {
        throw new StorageError('failed', 'shorter than it says', {
          path: source.location(sourceKey),
          expected: `${reader.size} bytes`,
          found: `${offset} bytes`,
        });
      }
      await writer.write(offset, piece);
      offset += piece.length;
    }
    await reader.checkUnchanged?.();
    return { bytes: reader.size, ...(await writer.commit()) };
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await reader.close();
  }
}
