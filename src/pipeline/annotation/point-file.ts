import { fileSize, fileSource, storageOf } from '../../deposition/source-files.js';
import { refuseErrors } from '../../deposition/source-rules/rule.js';
import { type ByteSource, madeAhead } from '../../formats/byte-source.js';
import { type AnnotationPoint, putLineValues } from '../../formats/points/point.js';
import { autoFormat } from '../../formats/points/point-formats.js';
import {
  formatPointLine,
  type LineForm,
  type LineReader,
  lineForm,
  readPublishedPoints,
} from '../../formats/points/published-points.js';
import { detectPointFormat } from '../../formats/points/read-points.js';
import { type Storage, writeInRow } from '../../storage/storage.js';
import { annotationShapes } from '../../tree/entities/annotation-shapes.js';
import type { IngestContext } from '../context.js';
import type { LineWork } from '../convert/line-work.js';
import type { ImportResult, SourceCheck } from '../import-result.js';
import { type AnnotationInput, fileOutput, type ShapeImporter } from './annotation-file.js';
import { type InputPoints, pointType, readInputPoints, rowFilter } from './input-points.js';

/** Points, oriented points and instance points: tables and models that become ndjson. */
export const pointImporter: ShapeImporter = {
  outputs: async (input, context) => [
    { ...fileOutput(input, 'ndjson', context), ...(await chosenFormat(input, context)) },
  ],
  async check(input, context) {
    const read = await readInputPoints(input, context);
    let points = 0;
    for await (const batch of read.points) points += batch.length;
    const issues = refuseErrors(await read.issues());
    return { ...resultOf(read, points, input, context), issues };
  },
  async importData(input, context, progress) {
    const total = await fileSize(input.item, input.key, context);
    const read = await readInputPoints(input, context, (done) => progress.report(done, total));
    const { path } = fileOutput(input, 'ndjson', context);
    let issues: ImportResult['issues'] = [];
    const written = await writePoints(read.points, context.output, path, context.lines, {
      keepEmpty: keepsEmpty(input, context),
      async check() {
        issues = refuseErrors(await read.issues());
      },
    });
    const result = resultOf(read, written.points, input, context);
    if (!result.skipped) {
      const counted = countsInstances(input) ? {} : { objectCount: written.points };
      return { ...result, ...counted, bytesWritten: written.bytesWritten, issues };
    }
    // Else the output of an earlier ingest would count as the output of this one.
    await context.output.delete(path);
    return { ...result, bytesWritten: 0, issues };
  },
  countObjects(input, context) {
    const { path } = fileOutput(input, 'ndjson', context);
    const source = fileSource(context.output, path, { signal: context.signal });
    return countsInstances(input) ? countInstances(source, context.lines.read) : countLines(source);
  },
};

/** True if the objects are the instances, not the points. */
function countsInstances({ finder }: AnnotationInput): boolean {
  return annotationShapes[finder.shape].counts === 'instances';
}

/** True if a run without points gets an annotation of 0 objects: else nobody knows whether somebody looked for them. */
function keepsEmpty({ finder }: AnnotationInput, { options }: IngestContext): boolean {
  return finder.options.keep_empty === true || options.compatible === 'portal';
}

/**
 * Returns the result of reading. A run without points publishes nothing, unless they are kept: a note if the table has
 * a filter or gave a warning already, else a warning.
 */
function resultOf(
  { warnings, notes }: InputPoints,
  points: number,
  input: AnnotationInput,
  context: IngestContext,
): SourceCheck {
  if (points > 0) return { warnings, notes };
  const location = storageOf(input.item, context).location(input.key);
  if (keepsEmpty(input, context)) {
    return { warnings, notes: [...notes, `${location}: no points for this run; published with 0 objects`] };
  }
  const none = `${location}: no points for this run; there is nothing to publish`;
  const isExpected = rowFilter(input, context) !== null || warnings.length > 0;
  if (isExpected) return { warnings, notes: [...notes, none], skipped: true };
  const text = `${none}, unless keep_empty of the source is true`;
  return { warnings: [{ text, of: 'empty' }], notes, skipped: true };
}

/** Returns, in a dry run, the format that `auto` detects. */
async function chosenFormat(input: AnnotationInput, context: IngestContext) {
  if (!context.options.dryRun || input.finder.fileFormat !== autoFormat) return {};
  const source = fileSource(storageOf(input.item, context), input.key, { signal: context.signal });
  return { how: `read as ${(await detectPointFormat(source, pointType(input))).name}` };
}

/** Points that are formatted in one call: one or two megabytes of lines. */
const pointsAtOnce = 4096;
/** Batches that are formatted ahead, while points are read. */
const spelledAhead = 2;

/**
 * Writes points as ndjson in bounded memory. The file appears only complete, after `check`, and without points only if
 * they are kept. Fails if reading, `check` or the storage fails.
 */
export async function writePoints(
  batches: AsyncIterable<readonly AnnotationPoint[]>,
  storage: Storage,
  key: string,
  work: Pick<LineWork, 'spell'>,
  { check, keepEmpty = false }: { check?: () => Promise<void>; keepEmpty?: boolean } = {},
): Promise<{ readonly points: number; readonly bytesWritten: number }> {
  let points = 0;
  async function* counted() {
    for await (const batch of batches) {
      points += batch.length;
      yield batch;
    }
  }
  const lines = madeAhead(linesOf(counted()), spelledAhead, (some) => spell(some, work));
  const bytesWritten = await writeInRow(await storage.createFile(key), lines, async () => {
    await check?.();
    return points > 0 || keepEmpty;
  });
  return { points, bytesWritten };
}

/** Values of lines of one form, or the text of other lines. */
type Lines =
  | { readonly form: LineForm; readonly values: Float64Array<ArrayBuffer> }
  | { readonly text: string };

function spell(lines: Lines, work: Pick<LineWork, 'spell'>): Promise<Uint8Array> {
  if ('text' in lines) return Promise.resolve(Buffer.from(lines.text, 'latin1'));
  return work.spell(lines.values, lines.form);
}

/** Yields the lines of points in large groups. Does not keep the points of a batch. */
async function* linesOf(batches: AsyncIterable<readonly AnnotationPoint[]>): AsyncGenerator<Lines> {
  let form = lineForm('point');
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

/** Returns the line form of a batch; null for points of different forms or numbers that the kernel cannot format. */
function formOf(batch: readonly AnnotationPoint[]): LineForm | null {
  const [first] = batch;
  const isUsual = batch.every(
    (point) =>
      point.type === first?.type &&
      (point.type !== 'instancePoint' || Number.isSafeInteger(point.instanceId)),
  );
  return first !== undefined && isUsual ? lineForm(first.type) : null;
}

const newline = 10;

/** Counts the lines of an ndjson file that are not empty. */
export async function countLines(source: ByteSource): Promise<number> {
  let lines = 0;
  let isWithinLine = false;
  for await (const { buffer, byteOffset, byteLength } of source.chunks()) {
    const chunk = Buffer.from(buffer, byteOffset, byteLength);
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(newline, start);
      if (end < 0) {
        isWithinLine = true;
        break;
      }
      if (isWithinLine || end > start) lines++;
      isWithinLine = false;
      start = end + 1;
    }
  }
  return lines + (isWithinLine ? 1 : 0);
}

/** Counts the instances of an ndjson file. Fails with a FormatError that names the line if one is not a point. */
export async function countInstances(source: ByteSource, reader: LineReader | null = null): Promise<number> {
  const ids = new Set<number>();
  for await (const points of readPublishedPoints(source, undefined, reader)) {
    for (const { instance } of points) if (instance !== null) ids.add(instance);
  }
  return ids.size;
}
