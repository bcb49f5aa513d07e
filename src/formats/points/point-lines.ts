import { type ByteSource, concatBytes, madeAhead } from '../byte-source.js';
import { wholeLines } from '../text-lines.js';
import type { AnnotationPoint, PointType } from './point.js';

/** A point of a published annotation, in voxels. */
export interface PublishedPoint {
  /** 1-based line of the file. */
  readonly line: number;
  /** Its `type`; null where the line gives none. */
  readonly type: string | null;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Three rows of the rotation; null where the line gives none. */
  readonly rotation: readonly (readonly number[])[] | null;
  /** Null where the line gives none. */
  readonly instance: number | null;
}

/** What of a file is spelled otherwise: all from some line on. */
interface UnreadPoints {
  readonly rest: ByteSource;
  /** Bytes and lines before it. */
  readonly bytes: number;
  readonly lines: number;
  /** The point of the first line; null where none was read. */
  readonly first: PublishedPoint | null;
}

/** Bytes of lines that are read at once, where pieces are smaller. */
const joinedBytes = 2 ** 19;
/** As many are read while the points of the one before them are used. */
const piecesAhead = 1;

/**
 * The points of an annotation file, up to the first line that is not spelled as ingest spells the points of the type
 * of its first line. Returns what is left.
 */
export async function* readSpelledPoints(
  source: ByteSource,
  reader: LineReader,
): AsyncGenerator<readonly PublishedPoint[], UnreadPoints> {
  let type: PointType | null = null;
  let isLeft = false;
  const pieces = madeAhead(gather(wholeLines(source)), piecesAhead, async (text): Promise<Piece> => {
    type ??= typeOf(text);
    if (type === null || isLeft) return { text, type: 'point', ...nothing };
    return { text, type, ...(await reader(text, pointLines[type])) };
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

/** Pieces joined to larger ones. */
async function* gather(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let some: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    if (length > 0 && length + piece.length > joinedBytes) {
      yield concatBytes(...some);
      [some, length] = [[], 0];
    }
    some.push(piece);
    length += piece.length;
  }
  if (length > 0) yield concatBytes(...some);
}

/** Some lines, and what was read of them. */
interface Piece extends SpelledLines {
  readonly text: Uint8Array;
  readonly type: PointType;
}

const nothing: SpelledLines = { lines: 0, bytes: 0, values: new Float64Array() };

/** The type of points whose lines begin like a text. */
function typeOf(text: Uint8Array): PointType | null {
  const types = Object.entries(pointLines) as readonly [PointType, LineForm][];
  const found = types.find(([, { pieces }]) => startsWith(text, pieces[0] ?? ''));
  return found?.[0] ?? null;
}

function startsWith(text: Uint8Array, prefix: string): boolean {
  for (let at = 0; at < prefix.length; at++) if (text[at] !== prefix.charCodeAt(at)) return false;
  return true;
}

function pointsOf({ lines, values, type }: Piece, before: number): PublishedPoint[] {
  const columns = pointLines[type].integers.length;
  const points = new Array<PublishedPoint>(lines);
  for (let index = 0; index < lines; index++) {
    const at = index * columns;
    const value = (column: number) => values[at + column] as number;
    const row = (column: number) => [value(column), value(column + 1), value(column + 2)];
    points[index] = {
      line: before + index + 1,
      type,
      x: value(0),
      y: value(1),
      z: value(2),
      rotation: type === 'orientedPoint' ? [row(3), row(6), row(9)] : null,
      instance: type === 'instancePoint' ? value(3) : null,
    };
  }
  return points;
}

/** How a line of numbers is spelled: the text before each number and behind the last, and which numbers are integers. */
export interface LineForm {
  readonly pieces: readonly string[];
  readonly integers: readonly boolean[];
}

/** Lines that were read by their form, from the first on: how many, their bytes, and their numbers line by line. */
export interface SpelledLines {
  readonly lines: number;
  readonly bytes: number;
  readonly values: Float64Array;
}

/** Reads the lines that a text begins with, as long as they are spelled by a form; several texts may be under way. */
export type LineReader = (text: Uint8Array, form: LineForm) => Promise<SpelledLines>;

const locationPieces = (type: PointType) => [`{"type": "${type}", "location": {"x": `, ', "y": ', ', "z": '];
const floats = (count: number) => Array<boolean>(count).fill(false);

/** The ndjson lines of points: one blank after `:` and `,`, the line end included. */
export const pointLines: Readonly<Record<PointType, LineForm>> = {
  point: { pieces: [...locationPieces('point'), '}}\n'], integers: floats(3) },
  orientedPoint: {
    pieces: [
      ...locationPieces('orientedPoint'),
      '}, "xyz_rotation_matrix": [[',
      ', ',
      ', ',
      '], [',
      ', ',
      ', ',
      '], [',
      ', ',
      ', ',
      ']]}\n',
    ],
    integers: floats(12),
  },
  instancePoint: {
    pieces: [...locationPieces('instancePoint'), '}, "instance_id": ', '}\n'],
    integers: [...floats(3), true],
  },
};

/** Puts the numbers of a point's line where they belong, in their order. */
export function putLineValues(point: AnnotationPoint, values: Float64Array | number[], at: number): void {
  const { x, y, z } = point.location;
  values[at] = x;
  values[at + 1] = y;
  values[at + 2] = z;
  if (point.type === 'instancePoint') values[at + 3] = point.instanceId;
  if (point.type !== 'orientedPoint') return;
  const { rotation } = point;
  for (let entry = 0; entry < 9; entry++) values[at + 3 + entry] = rotation[entry] as number;
}
