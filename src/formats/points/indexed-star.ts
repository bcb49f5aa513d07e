import { type ByteSource, TextPieces, wholeLines } from '../byte-source/index.js';
import { type StarEvent, StarParser } from '../star/index.js';
import type { RowIndex, RowIndexBuilder } from './row-index.js';

const newline = 10;

/**
 * The contents of a STAR file as `readStar` gives them, and to `index` the pieces that they come from. Whoever reads
 * tells it the rows of each batch, before the next is asked for. `block`: the block of these rows; null: any.
 */
export async function* readStarForIndex(
  source: ByteSource,
  block: string | null,
  index: RowIndexBuilder,
): AsyncGenerator<StarEvent[]> {
  const parser = new StarParser(source.path);
  const text = new TextPieces(source.path);
  let isWithinRows = false;
  const isPlain = (events: readonly StarEvent[]): boolean => {
    const wasWithinRows = isWithinRows;
    const isRows = (event: StarEvent) => event.kind === 'rows' && (block === null || event.block === block);
    const last = events.at(-1);
    if (last !== undefined) isWithinRows = isRows(last);
    return wasWithinRows && events.every(isRows);
  };
  let unfinished = 0;
  for await (const bytes of wholeLines(source)) {
    const before = parser.line;
    const events = parser.push(text.decode(bytes));
    if (unfinished > 0 || text.isWide) index.spoil();
    if (bytes[bytes.length - 1] !== newline) {
      unfinished = bytes.length;
      yield events;
      continue;
    }
    yield events;
    index.addPiece(bytes.length, parser.line - before, isPlain(events));
  }
  const before = parser.line;
  const events = [...parser.push(text.end()), ...parser.end()];
  yield events;
  index.addPiece(unfinished, parser.line - before, false);
}

/** The contents of those pieces of a STAR file that have rows with some values, without most of the other rows. */
export async function* readStarByIndex(
  source: ByteSource,
  index: RowIndex,
  values: readonly string[],
): AsyncGenerator<StarEvent[]> {
  const { spans, skippedLines } = index.plan(values);
  const parser = new StarParser(source.path, (row) => values.some((value) => row.includes(value)));
  const text = new TextPieces(source.path);
  let last = -1;
  for await (const { span, bytes } of source.spans?.(spans) ?? []) {
    if (span !== last) parser.skip(skippedLines[span] ?? 0);
    last = span;
    yield parser.push(text.decode(bytes));
  }
  yield [...parser.push(text.end()), ...parser.end()];
}
