import type { Span } from '../byte-source.js';

/** Consecutive lines of a file. */
interface Piece extends Span {
  readonly lines: number;
  /** Whether it holds nothing but rows of the table, so that it can be left out. */
  readonly isPlain: boolean;
}

/** What of a file is to be read for some values. */
export interface ReadingPlan {
  readonly spans: readonly Span[];
  /** Lines that are left out before each of the spans. */
  readonly skippedLines: readonly number[];
}

/** In which pieces of a file a table has rows with which values of a column. */
export class RowIndex {
  readonly #pieces: readonly Piece[];
  readonly #places: ReadonlyMap<string, readonly number[]>;

  constructor(pieces: readonly Piece[], places: ReadonlyMap<string, readonly number[]>) {
    this.#pieces = pieces;
    this.#places = places;
  }

  /** All values, in the order in which they come first. */
  get values(): readonly string[] {
    return [...this.#places.keys()];
  }

  has(value: string): boolean {
    return this.#places.has(value);
  }

  /** The pieces with rows of some values, and those that hold something other than rows. */
  plan(values: readonly string[]): ReadingPlan {
    const wanted = new Set(values.flatMap((value) => this.#places.get(value) ?? []));
    const spans: Span[] = [];
    const skippedLines: number[] = [];
    let skipped = 0;
    for (const [number, { start, end, lines, isPlain }] of this.#pieces.entries()) {
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

/** How often the values of an index may be found in pieces, all in all. */
const mostPlaces = 2 ** 18;

/**
 * Makes an index while a file is read. Where it grows beyond 262,144 entries, because rows of many values are mixed,
 * its pieces become twice as long.
 */
export class RowIndexBuilder {
  readonly #most: number;
  #pieces: Piece[] = [];
  #places = new Map<string, number[]>();
  #count = 0;
  /** Added pieces that make one of the index, and how many of them the last one has. */
  #together = 1;
  #inLast = 1;
  #isUsable = true;

  constructor(most = mostPlaces) {
    this.#most = most;
  }

  /** A row of the piece that is added next. */
  addRow(value: string): void {
    if (!this.#isUsable) return;
    const piece = this.#inLast < this.#together ? this.#pieces.length - 1 : this.#pieces.length;
    const places = this.#places.get(value);
    if (places === undefined) this.#places.set(value, [piece]);
    else if (places[places.length - 1] !== piece) places.push(piece);
    else return;
    this.#count++;
  }

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
    while (this.#count > this.#most && this.#pieces.length > 1) this.#coarsen();
    if (this.#count > this.#most) this.spoil();
  }

  /** Tells that pieces do not end where lines do. */
  spoil(): void {
    this.#isUsable = false;
    this.#pieces = [];
    this.#places = new Map();
    this.#count = 0;
  }

  /** The index; null where there can be none of a bounded size. */
  finish(): RowIndex | null {
    return this.#isUsable ? new RowIndex(this.#pieces, this.#places) : null;
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
    for (const [value, places] of this.#places) {
      const coarse = [...new Set(places.map((place) => place >> 1))];
      this.#places.set(value, coarse);
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
