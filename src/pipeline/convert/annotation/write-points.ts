import {
  type AnnotationPoint,
  formatPointLine,
  pointLines,
  putLineValues,
} from '../../../formats/points/index.js';
import type { Storage } from '../../../storage/index.js';
import type { KernelSource, Kernels } from '../../../volume/kernels/index.js';

const pieceBytes = 2 ** 20;
/** Points that are spelled at once: less than a piece. */
const pointsAtOnce = 2048;

/**
 * Writes points as ndjson, in the memory of one piece of 1 MiB; the file appears only complete, and not for no points.
 * `check` is called before it appears. Fails with what the points, the check or the storage fail with.
 */
export async function writePoints(
  batches: AsyncIterable<readonly AnnotationPoint[]>,
  storage: Storage,
  key: string,
  kernels: KernelSource,
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
    await kernels.use(async (own) => {
      for await (const batch of batches) {
        for (let at = 0; at < batch.length; at += pointsAtOnce) {
          const lines = spell(batch.slice(at, at + pointsAtOnce), own);
          for (let done = 0; done < lines.length; ) {
            const part = lines.subarray(done, done + pieceBytes - filled);
            piece.set(part, filled);
            filled += part.length;
            done += part.length;
            if (filled === pieceBytes) await flush();
          }
        }
        points += batch.length;
      }
    });
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

/** The lines of some points, valid until the kernels are used again. */
function spell(points: readonly AnnotationPoint[], kernels: Kernels): Uint8Array {
  const [first] = points;
  if (first === undefined) return new Uint8Array();
  const isUsual = points.every(
    (point) =>
      point.type === first.type && (point.type !== 'instancePoint' || Number.isSafeInteger(point.instanceId)),
  );
  if (!isUsual) return Buffer.from(points.map((point) => `${formatPointLine(point)}\n`).join(''), 'latin1');
  const form = pointLines[first.type];
  const columns = form.integers.length;
  const values = new Float64Array(points.length * columns);
  points.forEach((point, index) => {
    putLineValues(point, values, index * columns);
  });
  return kernels.spellLines(values, form);
}
