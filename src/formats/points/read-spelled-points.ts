import { type ByteSource, wholeLines } from '../byte-source/index.js';
import type { PointType } from './point.js';
import { type LineForm, type LineReader, pointLines, type SpelledLines } from './point-lines.js';
import type { PublishedPoint } from './published-point.js';

/** What of a file is spelled otherwise: all from some line on. */
export interface UnreadPoints {
  readonly rest: ByteSource;
  /** Bytes and lines before it. */
  readonly bytes: number;
  readonly lines: number;
  /** The point of the first line; null where none was read. */
  readonly first: PublishedPoint | null;
}

/**
 * The points of an annotation file, up to the first line that is not spelled as ingest spells the points of the type
 * of its first line. Returns what is left.
 */
export async function* readSpelledPoints(
  source: ByteSource,
  reader: LineReader,
): AsyncGenerator<readonly PublishedPoint[], UnreadPoints> {
  const pieces = wholeLines(source);
  let [bytes, lines] = [0, 0];
  let type: PointType | null = null;
  let first: PublishedPoint | null = null;
  const left = (piece: Uint8Array | null): UnreadPoints => {
    async function* chunks() {
      try {
        if (piece !== null) yield piece;
        yield* pieces;
      } finally {
        await pieces.return(undefined);
      }
    }
    return { rest: { path: source.path, chunks }, bytes, lines, first };
  };
  let isLeft = false;
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      const piece = next.value;
      type ??= typeOf(piece);
      const read = type === null ? nothing : await readLines(piece, type, lines, reader);
      bytes += read.bytes;
      lines += read.points.length;
      first ??= read.points[0] ?? null;
      yield read.points;
      isLeft = read.bytes < piece.length;
      if (isLeft) return left(piece.subarray(read.bytes));
    }
    return left(null);
  } finally {
    if (!isLeft) await pieces.return(undefined);
  }
}

interface ReadLines {
  readonly points: readonly PublishedPoint[];
  readonly bytes: number;
}

const nothing: ReadLines = { points: [], bytes: 0 };

function readLines(
  text: Uint8Array,
  type: PointType,
  before: number,
  reader: LineReader,
): Promise<ReadLines> {
  return reader(text, pointLines[type], (some) => ({
    points: pointsOf(some, type, before),
    bytes: some.bytes,
  }));
}

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

function pointsOf({ lines, values }: SpelledLines, type: PointType, before: number): PublishedPoint[] {
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
