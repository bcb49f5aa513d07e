import { IngestError } from '../base/errors.js';
import { compareCodePoints } from '../storage/keys.js';
import type { WeighedRun } from './weigh-runs.js';

/** A run of a plan, with the part that does it, from 1. */
export interface PlannedRun extends WeighedRun {
  readonly part: number;
}

/** What a plan was made from: a part refuses one of another configuration or version. */
export interface PlanFacts {
  /** Version of the tool. */
  readonly tool: string;
  /** SHA-256 of the configuration. */
  readonly config: string;
  /** INPUT as it was named. */
  readonly input: string;
}

/** The runs of a deposition, in the order of an ingest, divided into parts. */
export interface Plan extends PlanFacts {
  readonly parts: number;
  readonly runs: readonly PlannedRun[];
}

/** What one part has to do. */
export interface PartLoad {
  readonly part: number;
  readonly runs: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Divides runs into so many parts, or into parts of so many seconds at most. */
export function makePlan(
  runs: readonly WeighedRun[],
  wanted: { readonly parts: number } | { readonly seconds: number },
  facts: PlanFacts,
): Plan {
  const parts = 'parts' in wanted ? wanted.parts : countParts(runs, wanted.seconds);
  const numbers = divideRuns(runs, parts);
  return { ...facts, parts, runs: runs.map((run, index) => ({ ...run, part: numbers[index] ?? 1 })) };
}

/** What each part of a plan has to do, in their order. */
export function partLoads({ parts, runs }: Pick<Plan, 'parts' | 'runs'>): PartLoad[] {
  const loads = Array.from({ length: parts }, (_, index) => ({
    part: index + 1,
    runs: 0,
    bytes: 0,
    seconds: 0,
  }));
  for (const { part, bytes, seconds } of runs) {
    const load = loads[part - 1];
    if (load === undefined) continue;
    load.runs += 1;
    load.bytes += bytes;
    load.seconds += seconds;
  }
  return loads.map((load) => ({ ...load, seconds: Math.round(load.seconds * 1000) / 1000 }));
}

/** Fails with an IngestError where a plan is of another configuration or version of the tool. */
export function checkPlan(plan: PlanFacts, now: Omit<PlanFacts, 'input'>, path: string): void {
  if (plan.config !== now.config) {
    throw new IngestError('the plan belongs to another configuration', {
      path,
      expected: `configuration SHA-256 ${plan.config}`,
      found: now.config,
      hint: 'make a new plan of this configuration: cryoet plan',
    });
  }
  if (plan.tool !== now.tool) {
    throw new IngestError('the plan belongs to another version of the tool', {
      path,
      expected: `version ${plan.tool}`,
      found: now.tool,
      hint: 'make a new plan with this version, or run every part with that one',
    });
  }
}

/** Something of a dataset and a name that takes so many seconds. */
interface Weighed {
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
