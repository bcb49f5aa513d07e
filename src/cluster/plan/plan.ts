import { IngestError } from '../../errors/index.js';
import { countParts, divideRuns } from '../parts/divide-runs.js';
import type { WeighedRun } from '../work/weigh-runs.js';

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
