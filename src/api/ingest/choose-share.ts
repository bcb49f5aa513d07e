import {
  checkPlan,
  makePlan,
  type Part,
  type Plan,
  type PlanFacts,
  parsePart,
  resolvePart,
  spellPart,
} from '../../cluster/index.js';
import { UsageError } from '../../errors/index.js';
import type { ingestOptions, OptionValues } from '../../options/index.js';
import type { IngestOptions } from '../../pipeline/index.js';
import type { KnownRuns } from '../../sources/known-runs.js';
import type { StorageOptions } from '../../storage/index.js';
import { readPlan } from '../cluster/plan-location.js';
import { noteOutput } from '../cluster/plan-output.js';
import { type Survey, surveyRuns } from '../cluster/survey-runs.js';

/** What of a deposition an ingest does. */
export interface Share {
  readonly share: NonNullable<IngestOptions['share']>;
  /** The runs that it does or gathers; null where they are searched. */
  readonly knownRuns: KnownRuns | null;
  /** The part as `K/N`, for the report. */
  readonly part?: string;
}

type Options = Pick<OptionValues<typeof ingestOptions>, 'part' | 'plan' | 'finish' | 'dryRun' | 'resume'>;

/** Fails with a UsageError for options of parts that cannot be combined or lack one. */
export function checkShareOptions({ part, plan, finish, dryRun }: Options): void {
  if (part !== undefined && finish) throw new UsageError('--part and --finish cannot be combined');
  if (plan !== undefined && part === undefined && !finish)
    throw new UsageError('--plan needs --part or --finish');
  if (finish && dryRun) throw new UsageError('--finish and --dry-run cannot be combined');
}

/**
 * The share that the options ask for. Fails with a UsageError for a part that is none of them, with an IngestError for a plan of
 * another configuration or version, and with what finding the runs fails with.
 */
export async function chooseShare(
  { part, plan: planFile, finish }: Options,
  request: {
    readonly survey: Survey;
    readonly facts: PlanFacts;
    readonly places: StorageOptions;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<Share> {
  const { survey, facts, places, environment } = request;
  const plan = planFile === undefined ? null : await readPlan(planFile, places);
  if (plan !== null && planFile !== undefined) {
    checkPlan(plan, facts, planFile);
    await noteOutput(planFile, survey.output.url, places);
  }
  if (part === undefined) {
    if (!finish) return { share: 'whole', knownRuns: null };
    return { share: 'finish', knownRuns: plan === null ? null : { all: plan.runs, own: plan.runs } };
  }
  const own = resolvePart(parsePart(part, '--part'), plan?.parts ?? null, environment);
  const { runs } = plan ?? (await planNow(own, survey, facts));
  const knownRuns = { all: runs, own: runs.filter((run) => run.part === own.number) };
  return { share: 'runs', knownRuns, part: spellPart(own) };
}

/** The plan that every part makes for itself where there is none: the same, since INPUT is. */
async function planNow({ count }: Part, survey: Survey, facts: PlanFacts): Promise<Plan> {
  const { runs } = await surveyRuns({ ...survey, warn: () => undefined });
  return makePlan(runs, { parts: count }, facts);
}
