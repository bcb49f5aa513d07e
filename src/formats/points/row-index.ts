import type { Span } from '../byte-source.js';

/** Consecutive lines of a file. */
interface Piece extends Span {
  readonly lines: number;
  /** True if it holds only rows of the table, so that it can be skipped. */
  readonly isPlain: boolean;
}

/** An index of a table: the pieces of the file that have rows with each value of a column. */
export class RowIndex {
  constructor(
    private readonly pieces: readonly Piece[],
    private readonly piecesByValue: ReadonlyMap<string, readonly number[]>,
  ) {}

  /** All values, in order of first occurrence. */
  get values(): readonly string[] {
    return [...this.piecesByValue.keys()];
  }

  has(value: string): boolean {
    return this.piecesByValue.has(value);
  }

  /** Returns the pieces with rows of some values or anything but rows, and the lines skipped before each. */
  plan(values: readonly string[]) {
    const wanted = new Set(values.flatMap((value) => this.piecesByValue.get(value) ?? []));
    const spans: Span[] = [];
    const skippedLines: number[] = [];
    let skipped = 0;
    for (const [number, { start, end, lines, isPlain }] of this.pieces.entries()) {
      if (isPlain && !wanted.has(number)) {
        skipped += lines;
        continue;
      }
      spans.push({ start, end });
      skippedLines.push(skipped);
      skipped = 0;
    }
    return { spans, skippedLines };
  }
}

/** Limit of the index: pairs of a value and a piece. */
const mostEntries = 2 ** 18;

/** Builds an index while a file is read. Beyond 262,144 entries, of mixed rows, its pieces are merged in pairs. */
export class RowIndexBuilder {
  #pieces: Piece[] = [];
  #piecesByValue = new Map<string, number[]>();
  #count = 0;
  /** Added pieces that make one of the index, and how many of them the last one has. */
  #together = 1;
  #inLast = 1;
  #isUsable = true;

  constructor(private readonly most = mostEntries) {}

  /** Adds a row of the piece that is added next. */
  addRow(value: string): void {
    if (!this.#isUsable) return;
    const piece = this.#inLast < this.#together ? this.#pieces.length - 1 : this.#pieces.length;
    const pieceNumbers = this.#piecesByValue.get(value);
    if (pieceNumbers === undefined) this.#piecesByValue.set(value, [piece]);
    else if (pieceNumbers[pieceNumbers.length - 1] !== piece) pieceNumbers.push(piece);
    else return;
    this.#count++;
  }

  /** Adds a piece of the file; its rows were added before. */
  addPiece(bytes: number, lines: number, isPlain: boolean): void {
    if (!this.#isUsable) return;
    const last = this.#pieces.at(-1);
    const start = last?.end ?? 0;
    const piece = { start, end: start + bytes, lines, isPlain };
    if (last !== undefined && this.#inLast < this.#together) {
      this.#pieces[this.#pieces.length - 1] = merge(last, piece);
      this.#inLast++;
    } else {
      this.#pieces.push(piece);
      this.#inLast = 1;
    }
    while (this.#count > this.most && this.#pieces.length > 1) this.#coarsen();
    if (this.#count > this.most) this.spoil();
  }

  /** Gives up the index, e.g. because pieces do not end with lines. */
  spoil(): void {
    this.#isUsable = false;
    this.#pieces = [];
    this.#piecesByValue = new Map();
    this.#count = 0;
  }

  /** Returns the index; null if it was given up or exceeds its limit. */
  finish(): RowIndex | null {
    return this.#isUsable ? new RowIndex(this.#pieces, this.#piecesByValue) : null;
  }

  #coarsen(): void {
    const pieces: Piece[] = [];
    for (let at = 0; at < this.#pieces.length; at += 2) {
      const [first, second] = this.#pieces.slice(at, at + 2) as [Piece, Piece | undefined];
      pieces.push(second === undefined ? first : merge(first, second));
    }
    if (this.#pieces.length % 2 === 0) this.#inLast += this.#together;
    this.#together *= 2;
    this.#pieces = pieces;
    this.#count = 0;
    for (const [value, pieceNumbers] of this.#piecesByValue) {
      const coarse = [...new Set(pieceNumbers.map((piece) => piece >> 1))];
      this.#piecesByValue.set(value, coarse);
      this.#count += coarse.length;
    }
  }
}

function merge(first: Piece, second: Piece): Piece {
  return {
    start: first.start,
    end: second.end,
    lines: first.lines + second.lines,
    isPlain: first.isPlain && second.isPlain,
  };
}
