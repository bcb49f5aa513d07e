import { FormatError, type Report, refuse } from '../../base/errors.js';
import { formatFloat } from '../../base/float.js';
import { whyNotJson } from '../../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import type { ByteSource } from '../byte-source.js';
import { lineBatches } from '../text-lines.js';
import type { AnnotationPoint } from './point.js';
import {
  type LineReader,
  type PublishedPoint,
  pointLines,
  putLineValues,
  readSpelledPoints,
} from './point-lines.js';

/** Messages by which callers distinguish these findings. */
export const blankLine = 'a blank line';
export const mixedKinds = 'points of different kinds in one file';

/**
 * Reads the points of a published annotation (ndjson, one JSON object a line) in batches. Points with and without
 * rotation, or with and without instance, must not mix. Fails with a FormatError at the first line that is not a
 * point. With a `report` that takes the error instead (`line`, and `keyPath` if a key is at fault), that line is
 * skipped, or, for an invalid rotation, only the rotation is. With a `reader` of lines, lines that are spelled as
 * ingest spells them are read by it.
 *
 * @example
 * const source = bytesOf('ribosome.ndjson', await readFile('ribosome.ndjson'));
 * for await (const points of readPublishedPoints(source)) console.log(points.length);
 */
export async function* readPublishedPoints(
  source: ByteSource,
  report: Report = refuse,
  reader: LineReader | null = null,
): AsyncGenerator<readonly PublishedPoint[]> {
  if (reader === null) {
    yield* readAnyPoints(source, report, { bytes: 0, lines: 0, first: null });
    return;
  }
  const spelled = readSpelledPoints(source, reader);
  try {
    let next = await spelled.next();
    for (; !next.done; next = await spelled.next()) yield next.value;
    yield* readAnyPoints(next.value.rest, report, next.value);
  } finally {
    // Closes the file if the caller stops early.
    await spelled.return({ rest: source, bytes: 0, lines: 0, first: null });
  }
}

/** Reads the points of the rest of a file, in any spelling. */
async function* readAnyPoints(
  source: ByteSource,
  report: Report,
  before: { readonly bytes: number; readonly lines: number; readonly first: PublishedPoint | null },
): AsyncGenerator<readonly PublishedPoint[]> {
  let line = before.lines;
  let { first } = before;
  for await (const lines of lineBatches(source, before)) {
    const points: PublishedPoint[] = [];
    for (const text of lines) {
      line++;
      const fail = (message: string, facts: FormatError['facts']) =>
        report(new FormatError(message, { path: source.path, line, ...facts }));
      const point = parsePoint(text, line, fail);
      if (point === null) continue;
      first ??= point;
      compareKinds(first, point, fail);
      points.push(point);
    }
    yield points;
  }
}

/** Characters of a line in a message. */
const longestShown = 80;

type Fail = (message: string, facts: FormatError['facts']) => void;

function parsePoint(text: string, line: number, fail: Fail): PublishedPoint | null {
  if (text.trim() === '') {
    fail(blankLine, { expected: 'a point' });
    return null;
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    fail('not JSON', { found: whyNotJson(cause), cause });
    return null;
  }
  const { location, type, instance_id: instance, xyz_rotation_matrix: matrix, ...others } = objectOf(value);
  const { x, y, z, ...otherAxes } = objectOf(location);
  if (!isFiniteNumber(x) || !isFiniteNumber(y) || !isFiniteNumber(z)) {
    const expected = 'numbers location.x, location.y and location.z';
    fail('no location', { keyPath: 'location', expected, found: text.slice(0, longestShown) });
    return null;
  }
  if (instance !== undefined && !isFiniteNumber(instance)) {
    fail('no instance_id', { keyPath: 'instance_id', expected: 'a number' });
    return null;
  }
  const unknownKey = Object.keys(others)[0] ?? Object.keys(otherAxes).map((axis) => `location.${axis}`)[0];
  const isRotated = isMatrix(matrix);
  if (matrix !== undefined && !isRotated) {
    fail('xyz_rotation_matrix is not a matrix', {
      keyPath: 'xyz_rotation_matrix',
      found: 'not 3 × 3 numbers',
    });
  }
  return {
    line,
    type: typeof type === 'string' ? type : null,
    x,
    y,
    z,
    rotation: isRotated ? matrix : null,
    instance: instance ?? null,
    ...(unknownKey === undefined ? {} : { unknownKey }),
  };
}

function compareKinds(first: PublishedPoint, point: PublishedPoint, fail: Fail): void {
  if ((first.rotation === null) !== (point.rotation === null)) {
    fail(mixedKinds, {
      keyPath: 'xyz_rotation_matrix',
      expected: first.rotation === null ? 'no matrix' : 'a matrix',
    });
  }
  if ((first.instance === null) !== (point.instance === null)) {
    fail(mixedKinds, {
      keyPath: 'instance_id',
      expected: first.instance === null ? 'no instance' : 'an instance',
    });
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function isFiniteNumber(value: JsonValue | undefined): value is number {
  return Number.isFinite(value);
}

function isMatrix(value: JsonValue | undefined): value is number[][] {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((row) => Array.isArray(row) && row.length === 3 && row.every(isFiniteNumber))
  );
}

/**
 * Returns the ndjson line of a point, without its line end: one blank after `:` and `,`, floats spelled like Python.
 */
export function formatPointLine(point: AnnotationPoint): string {
  const { pieces, integers } = pointLines[point.type];
  const values: number[] = [];
  putLineValues(point, values, 0);
  const texts = values.map((value, index) => (integers[index] === true ? `${value}` : formatFloat(value)));
  return pieces
    .map((piece, index) => piece + (texts[index] ?? ''))
    .join('')
    .trimEnd();
}
