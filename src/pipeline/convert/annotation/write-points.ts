import { madeAhead } from '../../../formats/byte-source/index.js';
import {
  type AnnotationPoint,
  formatPointLine,
  type LineForm,
  pointLines,
  putLineValues,
} from '../../../formats/points/index.js';
import type { Storage } from '../../../storage/index.js';
import type { LineWork } from '../lines/line-work.js';

const pieceBytes = 2 ** 20;
/** Points that are spelled at once, a megabyte of lines or two. */
const pointsAtOnce = 4096;
/** As many again are spelled while points are read. */
const spelledAhead = 2;

/**
 * Writes points as ndjson, in the memory of some megabytes; the file appears only complete, and not for no points.
 * `check` is called before it appears. Fails with what the points, the check or the storage fail with.
 */
export async function writePoints(
  batches: AsyncIterable<readonly AnnotationPoint[]>,
  storage: Storage,
  key: string,
  work: Pick<LineWork, 'spell'>,
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
  async function* counted() {
    for await (const batch of batches) {
      points += batch.length;
      yield batch;
    }
  }
  try {
    for await (const lines of madeAhead(linesOf(counted()), spelledAhead, (some) => spell(some, work))) {
      for (let done = 0; done < lines.length; ) {
        const part = lines.subarray(done, done + pieceBytes - filled);
        piece.set(part, filled);
        filled += part.length;
        done += part.length;
        if (filled === pieceBytes) await flush();
      }
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

/** Numbers of lines of one form, or lines that have none. */
type Lines =
  | { readonly form: LineForm; readonly values: Float64Array<ArrayBuffer> }
  | { readonly text: string };

function spell(lines: Lines, work: Pick<LineWork, 'spell'>): Promise<Uint8Array> {
  if ('text' in lines) return Promise.resolve(Buffer.from(lines.text, 'latin1'));
  return work.spell(lines.values, lines.form);
}

/** The lines of points, many at a time; points of a batch are not needed once it is over. */
async function* linesOf(batches: AsyncIterable<readonly AnnotationPoint[]>): AsyncGenerator<Lines> {
  let form = pointLines.point;
  let [values, filled] = [new Float64Array(), 0];
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    const own = formOf(batch);
    if (filled > 0 && own !== form) {
      yield { form, values: values.subarray(0, filled) };
      filled = 0;
    }
    if (own === null) {
      for (let at = 0; at < batch.length; at += pointsAtOnce) {
        const some = batch.slice(at, at + pointsAtOnce);
        yield { text: some.map((point) => `${formatPointLine(point)}\n`).join('') };
      }
      continue;
    }
    const columns = own.integers.length;
    if (filled === 0) values = new Float64Array(pointsAtOnce * columns);
    form = own;
    for (const point of batch) {
      if (filled === values.length) {
        yield { form, values };
        [values, filled] = [new Float64Array(pointsAtOnce * columns), 0];
      }
      putLineValues(point, values, filled);
      filled += columns;
    }
  }
  if (filled > 0) yield { form, values: values.subarray(0, filled) };
}

/** The form of all points of a batch; null where they have none in common, or numbers that kernels do not spell. */
function formOf(batch: readonly AnnotationPoint[]): LineForm | null {
  const [first] = batch;
  const isUsual = batch.every(
    (point) =>
      point.type === first?.type &&
      (point.type !== 'instancePoint' || Number.isSafeInteger(point.instanceId)),
  );
  return first !== undefined && isUsual ? pointLines[first.type] : null;
}
