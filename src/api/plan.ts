import { closing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { UsageError } from '../base/errors.js';
import { toolVersion } from '../base/version.js';
import { makePlan, type PartLoad, type Plan, partLoads } from '../cluster/plan.js';
import { formatPlanFile } from '../cluster/plan-file.js';
import { looksIntoInput } from '../cluster/weigh-runs.js';
import { planOptions } from '../commands/options/cluster-options.js';
import { storageOf } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import type { Config } from '../deposition/config/config.js';
import { locationFacts } from '../deposition/config/template.js';
import { openStorage } from '../storage/open-storage.js';
import { emptyStorage } from '../storage/storage.js';
import { layouts } from '../tree/layout/path-templates.js';
import { configOf, type Deposition } from './config.js';
import { nameFilters } from './pipeline-options.js';
import { writePlanText } from './plan-files.js';
import { surveyRuns } from './select-items.js';

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
