import { type AnnotationPoint, formatPointLine } from '../../formats/points/index.js';
import type { Storage } from '../../storage/index.js';

const pieceBytes = 2 ** 20;

/**
 * Writes points as ndjson, in the memory of one piece of 1 MiB; the file appears only complete.
 * Fails with what the points or the storage fail with.
 */
export async function writePoints(
  batches: AsyncIterable<readonly AnnotationPoint[]>,
  storage: Storage,
  key: string,
): Promise<{ readonly points: number; readonly bytesWritten: number }> {
  const writer = await storage.createFile(key);
  let [points, bytesWritten, pending] = [0, 0, ''];
  // The lines are ASCII, which Latin-1 encodes fastest.
  const flush = async () => {
    const bytes = Buffer.from(pending, 'latin1');
    pending = '';
    await writer.write(bytesWritten, bytes);
    bytesWritten += bytes.length;
  };
  try {
    for await (const batch of batches) {
      for (const point of batch) pending += `${formatPointLine(point)}\n`;
      points += batch.length;
      if (pending.length >= pieceBytes) await flush();
    }
    await flush();
    await writer.commit();
    return { points, bytesWritten };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
