// Selects the runs of a part of an ingest, and finds those of a plan.

import { parsePart, resolvePart, spellPart } from '../cluster/array-task.js';
import { checkPlan, makePlan, type PlanFacts } from '../cluster/plan.js';
import { weighRuns } from '../cluster/weigh-runs.js';
import type { ingestOptions } from '../commands/options/ingest-options.js';
import type { OptionValues } from '../commands/options/option.js';
import { openSources } from '../deposition/open-sources.js';
import type { KnownRuns, SourceContext } from '../deposition/source-context.js';
import { type IngestOptions, isSelected } from '../pipeline/context.js';
import type { StorageOptions } from '../storage/open-storage.js';
import { KernelPool } from '../volume/kernels/load-kernels.js';
import { noteOutput, readPlan } from './plan-files.js';

/** The runs that an ingest is for. */
interface Share {
  readonly share: NonNullable<IngestOptions['share']>;
  /** The runs that it ingests, and all runs; null if they are to be searched. */
  readonly knownRuns: KnownRuns | null;
  /** The part as `K/N`, for the report. */
  readonly part?: string;
}

type Options = Pick<OptionValues<typeof ingestOptions>, 'part' | 'plan' | 'finish'>;

/**
 * Returns the runs that the options select. Fails with a UsageError for a part that does not exist, with an
 * IngestError for a plan of another configuration or version, and as the search for runs does.
 */
export async function chooseShare(
  { part, plan: planFile, finish }: Options,
  request: {
    readonly survey: Survey;
    readonly facts: PlanFacts;
    readonly access: StorageOptions;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<Share> {
  const { survey, facts, access, environment } = request;
  const plan = planFile === undefined ? null : await readPlan(planFile, access);
  if (plan !== null && planFile !== undefined) {
    checkPlan(plan, facts, planFile);
    await noteOutput(planFile, survey.output.url, access);
  }
  if (part === undefined) {
    if (!finish) return { share: 'whole', knownRuns: null };
    return { share: 'finish', knownRuns: plan === null ? null : { all: plan.runs, own: plan.runs } };
  }
  const own = resolvePart(parsePart(part, '--part'), plan?.parts ?? null, environment);
  // Every part makes the same plan, since INPUT is the same.
  const { runs } = plan ?? makePlan((await surveyRuns(survey)).runs, { parts: own.count }, facts);
  const knownRuns = { all: runs, own: runs.filter((run) => run.part === own.number) };
  return { share: 'runs', knownRuns, part: spellPart(own) };
}

/** A deposition whose runs are surveyed. */
interface Survey extends Pick<SourceContext, 'config' | 'input' | 'output' | 'signal'> {
  readonly options: Pick<
    IngestOptions,
    'layout' | 'compatible' | 'concurrency' | 'stagingDirectory' | 'filters' | 'excludes'
  >;
  readonly warn: (message: string) => void;
}

/** Finds the runs that pass the filters, with their estimated work, and the sources that found nothing. */
export async function surveyRuns(survey: Survey) {
  const context = await openSources({ ...survey, kernels: new KernelPool(), listings: 'survey' });
  const runs = await weighRuns(context, (type, name) => isSelected(type, name, survey));
  return { runs, unusedSources: context.usage.unusedSources() };
}
