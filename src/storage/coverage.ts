import { partitionPoint } from '../base/collections.js';

/** The set of written byte ranges of a file. */
export class Coverage {
  /** Disjoint and ascending ranges, with gaps between them. */
  readonly #runs: [start: number, end: number][] = [];

  /** Adds the bytes from `start` to `end` (exclusive). Returns true if some of them were written before. */
  add(start: number, end: number): boolean {
    if (end <= start) return false;
    const runs = this.#runs;
    // A range that ends where this one begins is merged with it.
    const low = partitionPoint(runs.length, (index) => runs[index]![1] >= start);
    let after = low;
    let [first, last] = [start, end];
    while (after < runs.length && runs[after]![0] <= end) {
      first = Math.min(first, runs[after]![0]);
      last = Math.max(last, runs[after]![1]);
      after++;
    }
    const before = runs.slice(low, after).some(([from, to]) => from < end && to > start);
    runs.splice(low, after - low, [first, last]);
    return before;
  }

  /** The ranges that were written, ascending. */
  get ranges(): readonly (readonly [start: number, end: number])[] {
    return this.#runs;
  }

  /** True if every byte below `size` was written. */
  isWhole(size: number): boolean {
    const [first] = this.#runs;
    return size === 0 || (first !== undefined && first[0] === 0 && first[1] >= size);
  }

  /** Returns the ranges below `size` that were not written; the end is exclusive. */
  gaps(size: number): [start: number, end: number][] {
    const gaps: [number, number][] = [];
    let at = 0;
    for (const [start, end] of this.#runs) {
      if (start > at) gaps.push([at, Math.min(start, size)]);
      at = end;
    }
    if (at < size) gaps.push([at, size]);
    return gaps;
  }
}
