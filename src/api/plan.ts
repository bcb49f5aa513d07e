import { closing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { UsageError } from '../base/errors.js';
import { toolVersion } from '../base/version.js';
import { parsePart, resolvePart, spellPart } from '../cluster/array-task.js';
import { checkPlan, makePlan, type PartLoad, type Plan, type PlanFacts, partLoads } from '../cluster/plan.js';
import { formatPlanFile } from '../cluster/plan-file.js';
import { looksIntoInput, weighRuns } from '../cluster/weigh-runs.js';
import { planOptions } from '../commands/options/cluster-options.js';
import { storageOf } from '../commands/options/engine-options.js';
import type { ingestOptions } from '../commands/options/ingest-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import type { Config } from '../deposition/config/config.js';
import { locationFacts } from '../deposition/config/template.js';
import { openSources } from '../deposition/open-sources.js';
import type { KnownRuns, SourceContext } from '../deposition/source-context.js';
import { type IngestOptions, isSelected } from '../pipeline/context.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import { emptyStorage } from '../storage/storage.js';
import { layouts } from '../tree/layout/path-templates.js';
import { KernelPool } from '../volume/kernels/load-kernels.js';
import { configOf, type Deposition } from './config.js';
import { nameFilters } from './pipeline-options.js';
import { noteOutput, readPlan, writePlanText } from './plan-files.js';

/** Options of a plan: those of `cryoet plan`. */
export type PlanOptions = Partial<OptionValues<typeof planOptions>>;

/** A deposition to divide into parts. */
export interface PlanRequest extends Deposition {
  readonly options: PlanOptions;
  readonly signal?: AbortSignal;
  /** Called with warnings: sources that find nothing, files without a name. */
  readonly onWarning?: (message: string) => void;
}

/** A plan with its file, and the work of each part. */
export interface DividedRuns {
  readonly plan: Plan;
  readonly loads: readonly PartLoad[];
  /** The plan as JSON Lines, as in the file of `options.output`. */
  readonly text: string;
}

/** Runs that are surveyed at once. */
const concurrency = 4;

/**
 * Divides the runs of a deposition into parts of about the same estimated work. The parts depend on INPUT and the
 * configuration only. Fails with a UsageError, ConfigError or StorageError if the runs cannot be found.
 *
 * @example
 * ```js
 * import { plan } from 'cryoet-ingest';
 *
 * const { loads } = await plan({ config: 'deposition.yaml', input: 'deposited', options: { parts: 2 } });
 * console.log(loads.map(({ part, runs }) => `part ${part}: ${runs}`).join(', ')); // part 1: 1, part 2: 0
 * ```
 */
export async function plan(request: PlanRequest): Promise<DividedRuns> {
  const options = await resolveOptions(planOptions, request.options);
  const { parts, targetHours, output, jobs, stagingDir, filter, exclude, ...storage } = options;
  if ((parts === undefined) === (targetHours === undefined))
    throw new UsageError('--parts or --target-hours gives the number of parts: use one of them');
  const access = storageOf(storage);
  const config = await configOf(request.config, access);
  refuseRunsOfOutput(config);
  const input = await openStorage(request.input, { ...access, check: 'source' });
  return closing(input, async () => {
    const { runs, unusedSources } = await surveyRuns({
      config,
      input,
      output: emptyStorage('OUTPUT'),
      options: {
        layout: layouts[0],
        compatible: 'none',
        concurrency,
        filters: nameFilters(filter, 'filter'),
        excludes: nameFilters(exclude, 'exclude'),
        ...defined({ stagingDirectory: stagingDir }),
      },
      signal: request.signal ?? new AbortController().signal,
      warn: (message) => request.onWarning?.(message),
    });
    if (filter.length === 0 && exclude.length === 0) {
      for (const message of unusedSources) request.onWarning?.(message);
    }
    const wanted = targetHours === undefined ? { parts: parts ?? 1 } : { seconds: targetHours * 3600 * jobs };
    const facts = { tool: toolVersion, config: config.digest, input: input.url };
    const made = makePlan(runs, wanted, facts);
    const text = formatPlanFile(made);
    if (output !== undefined) await writePlanText(output, text, access);
    return { plan: made, loads: partLoads(made), text };
  });
}

/** Fails with a UsageError if runs are found in OUTPUT, which does not exist yet for a plan. */
function refuseRunsOfOutput({ sections }: Config): void {
  for (const { sources } of [...sections.datasets, ...sections.runs]) {
    const source = sources.find((each) => !looksIntoInput(each));
    if (source === undefined) continue;
    throw new UsageError('a plan cannot use runs that are found in OUTPUT', {
      ...locationFacts(source.location),
      hint: 'give cryoet ingest --part K/N without --plan',
    });
  }
}

/** The runs that an ingest is for. */
interface Share {
  readonly share: NonNullable<IngestOptions['share']>;
  /** The runs that it ingests, and all runs; null if they are to be searched. */
  readonly knownRuns: KnownRuns | null;
  /** The part as `K/N`, for the report. */
  readonly part?: string;
}

/**
 * Returns the runs that the options select. Fails with a UsageError for a part that does not exist, with an
 * IngestError for a plan of another configuration or version, and as the search for runs does.
 */
export async function chooseShare(
  { part, plan: planFile, finish }: Pick<OptionValues<typeof ingestOptions>, 'part' | 'plan' | 'finish'>,
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
async function surveyRuns(survey: Survey) {
  const context = await openSources({ ...survey, kernels: new KernelPool(), listings: 'survey' });
  const runs = await weighRuns(context, (type, name) => isSelected(type, name, survey));
  return { runs, unusedSources: context.usage.unusedSources() };
}
