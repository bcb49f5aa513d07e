import { FormatError, type Report, refuse } from '../../base/errors.js';
import { formatFloat } from '../../base/float.js';
import { whyNotJson } from '../../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import type { ByteSource } from '../byte-source.js';
import { lineBatches } from '../text.js';
import {
  type AnnotationPoint,
  type PointField,
  type PublishedPoint,
  pointFieldNames,
  pointFields,
  publishedPoint,
  putLineValues,
} from './point.js';
import { type LineReader, lineForm, readSpelledPoints } from './point-lines.js';

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
      const fail: Fail = (message, facts) => {
        report(new FormatError(message, { path: source.path, line, ...facts }));
        return null;
      };
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

type Fail = (message: string, facts: FormatError['facts']) => null;

function parsePoint(text: string, line: number, fail: Fail): PublishedPoint | null {
  if (text.trim() === '') return fail(blankLine, { expected: 'a point' });
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    return fail('not JSON', { found: whyNotJson(cause), cause });
  }
  const object = objectOf(value);
  const location = objectOf(object.location);
  const { x, y, z } = location;
  if (!isFiniteNumber(x) || !isFiniteNumber(y) || !isFiniteNumber(z)) {
    const expected = 'numbers location.x, location.y and location.z';
    return fail('no location', { keyPath: 'location', expected, found: text.slice(0, longestShown) });
  }
  const values = [x, y, z];
  const fields: PointField[] = [];
  for (const { field, row, form } of fieldForms) {
    const found = object[row.key];
    if (found === undefined) continue;
    const count = values.length;
    if (takeNumbers(found, form, values)) {
      fields.push(field);
      continue;
    }
    values.length = count;
    const { message, ...facts } = row.malformed;
    fail(message, { keyPath: row.key, ...facts });
    if (row.isRequired) return null;
  }
  const { type } = object;
  const axes = Object.keys(location);
  const axis = axes.length === 3 ? undefined : axes.find((name) => !['x', 'y', 'z'].includes(name));
  const unknownKey = Object.keys(object).find((key) => !knownKeys.has(key)) ?? (axis && `location.${axis}`);
  const point = publishedPoint(line, typeof type === 'string' ? type : null, fields, values);
  return unknownKey === undefined ? point : { ...point, unknownKey };
}

/** The fields of points, with their values as zeros. */
const fieldForms = pointFieldNames.map((field) => {
  const row = pointFields[field];
  return { field, row, form: JSON.parse(row.spelling.replaceAll('#', '0')) as JsonValue };
});

const knownKeys = new Set(['type', 'location', ...fieldForms.map(({ row }) => row.key)]);

/** Adds the numbers of a value that is nested like `form` to `values`; false for others, of which it may add some. */
function takeNumbers(value: JsonValue | undefined, form: JsonValue, values: number[]): boolean {
  if (!Array.isArray(form)) {
    if (!isFiniteNumber(value)) return false;
    values.push(value);
    return true;
  }
  if (!Array.isArray(value) || value.length !== form.length) return false;
  for (let at = 0; at < form.length; at++) if (!takeNumbers(value[at], form[at]!, values)) return false;
  return true;
}

function compareKinds(first: PublishedPoint, point: PublishedPoint, fail: Fail): void {
  for (const { field, row } of fieldForms) {
    if ((first[field] === null) === (point[field] === null)) continue;
    fail(mixedKinds, { keyPath: row.key, expected: first[field] === null ? row.none : row.one });
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function isFiniteNumber(value: JsonValue | undefined): value is number {
  return Number.isFinite(value);
}

/** Returns the ndjson line of a point without its end: a blank after `:` and `,`, floats spelled like Python. */
export function formatPointLine(point: AnnotationPoint): string {
  const { pieces, integers } = lineForm(point.type);
  const values: number[] = [];
  putLineValues(point, values, 0);
  const texts = values.map((value, index) => (integers[index] === true ? `${value}` : formatFloat(value)));
  return pieces
    .map((piece, index) => piece + (texts[index] ?? ''))
    .join('')
    .trimEnd();
}
