// Reads the lines of published points that are spelled exactly as ingest spells them, with a kernel that parses
// numbers of a fixed line form.

import { getOrMake, joinBytes } from '../../base/collections.js';
import { type ByteSource, madeAhead } from '../byte-source.js';
import { latin1, wholeLines } from '../text.js';
import {
  fieldsOf,
  type PointType,
  type PublishedPoint,
  pointFields,
  pointTypes,
  publishedPoint,
} from './point.js';

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
export async function* readSpelledPoints(
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
    if (type === null || isLeft) return { text, type: 'point', ...nothing };
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

const nothing: SpelledLines = { lines: 0, bytes: 0, values: new Float64Array() };

function pointsOf({ lines, values, type }: Piece, before: number): PublishedPoint[] {
  const columns = lineForm(type).integers.length;
  const points = new Array<PublishedPoint>(lines);
  for (let index = 0; index < lines; index++)
    points[index] = publishedPoint(before + index + 1, type, fieldsOf[type], values, index * columns);
  return points;
}
