import { compareCodePoints } from '../../storage/index.js';

/** Something of a dataset and a name that takes so many seconds. */
export interface Weighed {
  readonly dataset: string;
  readonly run: string;
  readonly seconds: number;
}

/**
 * Divides runs into parts of about the same work: the longest first, each to the part that has least (Graham 1969: at most
 * 4/3 of the best division). The number of the part of each run, from 1, in the order of the runs; it depends on the runs
 * only and not on their order.
 */
export function divideRuns(runs: readonly Weighed[], count: number): number[] {
  const order = [...runs.keys()].sort((a, b) => compareRuns(runs[a] as Weighed, runs[b] as Weighed));
  const loads = new LeastLoaded(count);
  const parts = new Array<number>(runs.length).fill(0);
  for (const index of order) parts[index] = loads.take(runs[index]?.seconds ?? 0) + 1;
  return parts;
}

/** The smallest number of parts none of which takes longer than `limit` seconds, or than its only run. */
export function countParts(runs: readonly Weighed[], limit: number): number {
  const seconds = runs.map((run) => run.seconds).filter((each) => each < limit);
  const alone = runs.length - seconds.length;
  const total = seconds.reduce((sum, each) => sum + each, 0);
  let count = Math.max(1, Math.ceil(total / limit));
  // Whole runs may not fit that tightly.
  while (largestLoad(seconds, count) > limit) count++;
  return seconds.length === 0 ? Math.max(1, alone) : count + alone;
}

function largestLoad(seconds: readonly number[], count: number): number {
  const loads = new LeastLoaded(count);
  const sums = new Array<number>(count).fill(0);
  for (const each of [...seconds].sort((a, b) => b - a)) {
    const part = loads.take(each);
    sums[part] = (sums[part] ?? 0) + each;
  }
  return sums.reduce((most, sum) => Math.max(most, sum), 0);
}

function compareRuns(a: Weighed, b: Weighed): number {
  return b.seconds - a.seconds || compareCodePoints(a.dataset, b.dataset) || compareCodePoints(a.run, b.run);
}

/** A heap of the loads of parts; of equal loads the part with the lowest number comes first. */
class LeastLoaded {
  readonly #heap: { readonly part: number; load: number }[];

  constructor(count: number) {
    this.#heap = Array.from({ length: count }, (_, part) => ({ part, load: 0 }));
  }

  /** Adds to the part with the least load, and says which. */
  take(seconds: number): number {
    const top = this.#heap[0];
    if (top === undefined) return 0;
    top.load += seconds;
    this.#sink();
    return top.part;
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) if (this.#isBefore(child, least)) least = child;
      if (least === at) return;
      const [above, below] = [this.#heap[at], this.#heap[least]];
      if (above === undefined || below === undefined) return;
      [this.#heap[at], this.#heap[least]] = [below, above];
      at = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.load < other.load || (one.load === other.load && one.part < other.part);
  }
}
