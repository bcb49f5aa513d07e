/** Which bytes of a stretch have been written. */
export class Coverage {
  /** Disjoint, ascending, with gaps between them. */
  readonly #runs: [start: number, end: number][] = [];

  /** Returns whether some of it had been written before. */
  add(start: number, end: number): boolean {
    if (end <= start) return false;
    const runs = this.#runs;
    let low = 0;
    let high = runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (runs[middle]![1] < start) low = middle + 1;
      else high = middle;
    }
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

  /** Whether every byte up to `size` has been written. */
  isWhole(size: number): boolean {
    const [first] = this.#runs;
    return size === 0 || (first !== undefined && first[0] === 0 && first[1] >= size);
  }

  /** The stretches below `size` that have not been written. */
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
