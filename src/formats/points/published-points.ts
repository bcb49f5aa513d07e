import { getOrMake, joinBytes } from '../../base/collections.js';
import { FormatError, type Report, refuse } from '../../base/errors.js';
import { formatFloat } from '../../base/float.js';
import { whyNotJson } from '../../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.js';
import { type ByteSource, madeAhead } from '../byte-source.js';
import { latin1, lineBatches, wholeLines } from '../text.js';
import {
  type AnnotationPoint,
  fieldsOf,
  type PointField,
  type PointType,
  type PublishedPoint,
  pointFieldNames,
  pointFields,
  pointTypes,
  publishedPoint,
  putLineValues,
} from './point.js';

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
  const start: UnreadPoints = { rest: source, bytes: 0, lines: 0, first: null };
  const unread = reader === null ? start : yield* readSpelledPoints(source, reader);
  yield* readAnyPoints(unread, report);
}

/** Reads the points of the rest of a file, in any spelling. */
async function* readAnyPoints(
  { rest, first, ...before }: UnreadPoints,
  report: Report,
): AsyncGenerator<readonly PublishedPoint[]> {
  let line = before.lines;
  let known = first;
  for await (const lines of lineBatches(rest, before)) {
    const points: PublishedPoint[] = [];
    for (const text of lines) {
      line++;
      const fail: Fail = (message, facts) => {
        report(new FormatError(message, { path: rest.path, line, ...facts }));
        return null;
      };
      const point = parsePoint(text, line, fail);
      if (point === null) continue;
      known ??= point;
      for (const { field, row } of fieldForms) {
        if ((known[field] === null) === (point[field] === null)) continue;
        fail(mixedKinds, { keyPath: row.key, expected: known[field] === null ? row.none : row.one });
      }
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

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function isFiniteNumber(value: JsonValue | undefined): value is number {
  return Number.isFinite(value);
}

/** The spelling of a line: texts before, between and after its numbers, and which of them are integers. */
export interface LineForm {
  readonly pieces: readonly string[];
  readonly integers: readonly boolean[];
}

/** The lines at the start of a text that have a form: their count, their bytes, and their numbers line by line. */
export interface SpelledLines {
  readonly lines: number;
  /** Bytes and lines before the rest. */
  readonly bytes: number;
  readonly values: Float64Array;
}

/** Reads the lines at the start of a text that have a form. Calls may overlap. */
export type LineReader = (text: Uint8Array, form: LineForm) => Promise<SpelledLines>;

const forms = new Map<PointType, LineForm>();

/** Returns the form of a type's ndjson lines, with their end: a blank after `:` and `,`, fields after the location. */
export function lineForm(type: PointType): LineForm {
  return getOrMake(forms, type, () => {
    const rows = fieldsOf[type].map((field) => pointFields[field]);
    const fields = rows.map(({ key, spelling }) => `, "${key}": ${spelling}`).join('');
    const line = `{"type": "${type}", "location": {"x": #, "y": #, "z": #}${fields}}\n`;
    const integers = rows.flatMap(({ spelling, isInteger }) =>
      spelling
        .split('#')
        .slice(1)
        .map(() => isInteger),
    );
    return { pieces: line.split('#'), integers: [false, false, false, ...integers] };
  });
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

// Lines that are spelled exactly as ingest spells them, read with a kernel that parses numbers of a fixed line form.

/** The rest of a file, from its first line of another spelling. */
interface UnreadPoints {
  readonly rest: ByteSource;
  /** Bytes and lines before it. */
  readonly bytes: number;
  readonly lines: number;
  /** The point of the first line; null if none was read. */
  readonly first: PublishedPoint | null;
}

/** Smaller pieces are joined to so many bytes, since each call of the reader has a cost. */
const joinedBytes = 2 ** 19;
/** Pieces that are read while the points of the one before them are used. */
const piecesAhead = 1;

/**
 * Yields the points of an annotation file up to the first line that is not spelled as ingest spells points of the
 * type of the first line. Returns the rest.
 */
async function* readSpelledPoints(
  source: ByteSource,
  reader: LineReader,
): AsyncGenerator<readonly PublishedPoint[], UnreadPoints> {
  let type: PointType | null = null;
  let isLeft = false;
  const pieces = madeAhead(gather(wholeLines(source)), piecesAhead, async (text): Promise<Piece> => {
    // Lines of the other type, or of another spelling, begin otherwise.
    type ??=
      pointTypes.find((each) => {
        const [start = ''] = lineForm(each).pieces;
        return latin1(text.subarray(0, start.length)) === start;
      }) ?? null;
    if (type === null || isLeft)
      return { text, type: 'point', lines: 0, bytes: 0, values: new Float64Array() };
    return { text, type, ...(await reader(text, lineForm(type))) };
  });
  let [bytes, lines] = [0, 0];
  let first: PublishedPoint | null = null;
  const left = (text: Uint8Array | null): UnreadPoints => {
    isLeft = true;
    async function* chunks() {
      try {
        if (text !== null) yield text;
        for await (const piece of pieces) yield piece.text;
      } finally {
        await pieces.return(undefined);
      }
    }
    return { rest: { path: source.path, chunks }, bytes, lines, first };
  };
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      const { text, bytes: read } = next.value;
      const points = pointsOf(next.value, lines);
      bytes += read;
      lines += points.length;
      first ??= points[0] ?? null;
      yield points;
      if (read < text.length) return left(text.subarray(read));
    }
    return left(null);
  } finally {
    if (!isLeft) await pieces.return(undefined);
  }
}

/** Joins small pieces to larger ones. */
async function* gather(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let some: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    if (length > 0 && length + piece.length > joinedBytes) {
      yield joinBytes(some);
      [some, length] = [[], 0];
    }
    some.push(piece);
    length += piece.length;
  }
  if (length > 0) yield joinBytes(some);
}

/** Lines of a file and their numbers. */
interface Piece extends SpelledLines {
  readonly text: Uint8Array;
  readonly type: PointType;
}

function pointsOf({ lines, values, type }: Piece, before: number): PublishedPoint[] {
  const columns = lineForm(type).integers.length;
  const points = new Array<PublishedPoint>(lines);
  for (let index = 0; index < lines; index++)
    points[index] = publishedPoint(before + index + 1, type, fieldsOf[type], values, index * columns);
  return points;
}
