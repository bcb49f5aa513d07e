import { IngestError } from '../base/errors.js';
import { compareCodePoints } from '../storage/keys.js';
import { roundSeconds, type WeighedRun } from './weigh-runs.js';

/** A run of a plan, with the number of its part, from 1. */
export interface PlannedRun extends WeighedRun {
  readonly part: number;
}

/** The origin of a plan. A part refuses a plan of another configuration or version. */
export interface PlanFacts {
  /** Version of the tool. */
  readonly tool: string;
  /** SHA-256 of the configuration. */
  readonly config: string;
  /** INPUT as the user named it. */
  readonly input: string;
}

/** The runs of a deposition, in the order of an ingest, divided into parts. */
export interface Plan extends PlanFacts {
  readonly parts: number;
  readonly runs: readonly PlannedRun[];
}

/** The work of one part. */
export interface PartLoad extends Pick<PlannedRun, 'part' | 'bytes' | 'seconds'> {
  readonly runs: number;
}

/** Divides runs into a number of parts, or into parts of at most `seconds` seconds. */
export function makePlan(
  runs: readonly WeighedRun[],
  wanted: { readonly parts: number } | { readonly seconds: number },
  facts: PlanFacts,
): Plan {
  const parts = 'parts' in wanted ? wanted.parts : countParts(runs, wanted.seconds);
  const numbers = divideRuns(runs, parts);
  return { ...facts, parts, runs: runs.map((run, index) => ({ ...run, part: numbers[index] ?? 1 })) };
}

/** Returns the work of each part of a plan, in order. */
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
  return loads.map((load) => ({ ...load, seconds: roundSeconds(load.seconds) }));
}

/** Fails with an IngestError if a plan was made from another configuration or by another version of the tool. */
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

/** A run with its estimated time in seconds; `dataset` and `run` break ties. */
type Weighed = Pick<WeighedRun, 'dataset' | 'run' | 'seconds'>;

/**
 * Divides runs into `count` parts of similar work: longest run first, each to the part with the least work (LPT rule,
 * Graham 1969: at most 4/3 of the optimum), whatever their order. Returns the part of each run, from 1.
 */
export function divideRuns(runs: readonly Weighed[], count: number): number[] {
  const order = [...runs.keys()].sort((a, b) => compareRuns(runs[a] as Weighed, runs[b] as Weighed));
  const loads = new LeastLoaded(count);
  const parts = new Array<number>(runs.length).fill(0);
  for (const index of order) parts[index] = loads.take(runs[index]?.seconds ?? 0) + 1;
  return parts;
}

/** Returns the fewest parts of which none takes longer than `limit` seconds; a longer run gets one of its own. */
export function countParts(runs: readonly Weighed[], limit: number): number {
  const seconds = runs.map((run) => run.seconds).filter((each) => each < limit);
  const alone = runs.length - seconds.length;
  const total = seconds.reduce((sum, each) => sum + each, 0);
  let count = Math.max(1, Math.ceil(total / limit));
  // Runs cannot be split, so `total / limit` parts may be too few.
  while (largestLoad(seconds, count) > limit) count++;
  return seconds.length === 0 ? Math.max(1, alone) : count + alone;
}

function largestLoad(seconds: readonly number[], count: number): number {
  const loads = new LeastLoaded(count);
  for (const each of [...seconds].sort((a, b) => b - a)) loads.take(each);
  return loads.largest;
}

function compareRuns(a: Weighed, b: Weighed): number {
  return b.seconds - a.seconds || compareCodePoints(a.dataset, b.dataset) || compareCodePoints(a.run, b.run);
}

/** A binary heap of the loads of parts. Of equal loads, the part with the lowest number comes first. */
class LeastLoaded {
  readonly #heap: { readonly part: number; load: number }[];

  constructor(count: number) {
    this.#heap = Array.from({ length: count }, (_, part) => ({ part, load: 0 }));
  }

  get largest(): number {
    return this.#heap.reduce((most, { load }) => Math.max(most, load), 0);
  }

  /** Adds to the part with the least load and returns its index, from 0. */
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
