import { type AnnotationPoint, formatPointLine } from '../../../formats/points/index.js';
import type { Storage } from '../../../storage/index.js';

const pieceBytes = 2 ** 20;
/** Lines that are put together as text: long texts of many inputs are slow to collect. */
const linesAtOnce = 32;

/**
 * Writes points as ndjson, in the memory of one piece of 1 MiB; the file appears only complete, and not for no points.
 * `check` is called before it appears. Fails with what the points, the check or the storage fail with.
 */
export async function writePoints(
  batches: AsyncIterable<readonly AnnotationPoint[]>,
  storage: Storage,
  key: string,
  check: () => Promise<void> = async () => {},
): Promise<{ readonly points: number; readonly bytesWritten: number }> {
  const writer = await storage.createFile(key);
  const piece = Buffer.alloc(pieceBytes);
  let [points, bytesWritten, filled] = [0, 0, 0];
  const flush = async () => {
    await writer.write(bytesWritten, piece.subarray(0, filled));
    bytesWritten += filled;
    filled = 0;
  };
  try {
    for await (const batch of batches) {
      for (let at = 0; at < batch.length; at += linesAtOnce) {
        let text = '';
        for (const point of batch.slice(at, at + linesAtOnce)) text += `${formatPointLine(point)}\n`;
        if (filled + text.length > pieceBytes) await flush();
        // The lines are ASCII, which Latin-1 encodes fastest.
        filled += piece.write(text, filled, 'latin1');
      }
      points += batch.length;
    }
    await check();
    if (points === 0) {
      await writer.abort();
      return { points, bytesWritten: 0 };
    }
    await flush();
    await writer.commit();
    return { points, bytesWritten };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
