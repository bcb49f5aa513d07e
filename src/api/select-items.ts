// Translates the options of an ingest to those of the pipeline, and selects the runs of a part.

import { defined } from '../base/collections.js';
import { UsageError } from '../base/errors.js';
import { resolvePart } from '../cluster/array-task.js';
import { type Part, parsePart, spellPart } from '../cluster/part.js';
import { checkPlan, makePlan, type Plan, type PlanFacts } from '../cluster/plan.js';
import { type WeighedRun, weighRuns } from '../cluster/weigh-runs.js';
import { storageOf, type storageOptions, zarrFormOf } from '../commands/options/engine-options.js';
import { ingestOptions, splitNameFilter } from '../commands/options/ingest-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import type { validateSourceOptions } from '../commands/options/validate-options.js';
import type { Config } from '../deposition/config/config.js';
import { matchRegex, type Pattern } from '../deposition/config/regex.js';
import { openSources } from '../deposition/open-sources.js';
import type { KnownRuns } from '../deposition/source-context.js';
import { pictureLimits } from '../formats/picture/picture-format.js';
import type { IngestOptions } from '../pipeline/context.js';
import type { StorageOptions } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { type EntityType, entityTypes } from '../tree/entities/entity-type.js';
import { KernelPool } from '../volume/kernels/load-kernels.js';
import { noteOutput, readPlan } from './plan-files.js';

/**
 * Returns the options of the pipeline, and those of storages. Fails with a UsageError for options that cannot be
 * combined.
 */
export function selectItems(options: Omit<OptionValues<typeof ingestOptions>, 'spaceCheck'>): {
  readonly selected: IngestOptions;
  readonly access: StorageOptions;
} {
  const { import: imported, metadata, metadataOnly, mrc, zarr, omeZarr, compression, ...others } = options;
  const { jobs, memory, stagingDir, allowMismatch, filter, exclude, resume, part, plan, finish, ...rest } =
    others;
  const { layout, binningEdge, compatible, contrast, httpsPrefix, precompute, dryRun, failFast, ...kept } =
    rest;
  const { digests, digest, manifest, noResume, allowPrivateAddresses, removeOtherForm, ...storage } = kept;
  if (metadataOnly && imported.length > 0)
    throw new UsageError('--metadata-only and --import cannot be combined');
  if (!mrc && !zarr) {
    throw new UsageError(
      '--no-mrc and --no-zarr together leave no volume; --import names what to write, --metadata-only writes no data',
    );
  }
  if (manifest && !digests) throw new UsageError('--manifest needs the digests that --no-digests omits');
  if (noResume && resume !== undefined) throw new UsageError('--resume and --no-resume cannot be combined');
  checkShareOptions({ part, plan, finish, dryRun });
  const isRestricted = metadataOnly || metadata.length > 0;
  const importTypes = imported.length > 0 ? imported : isRestricted ? [] : entityTypes;
  const metadataTypes = metadata.length > 0 ? metadata : imported.length > 0 ? imported : entityTypes;
  const selected = {
    ...{ layout, binningEdge, compatible, contrast, httpsPrefix, precompute, dryRun, failFast },
    ...{ digests, digest, manifest, noResume, allowPrivateAddresses, removeOtherForm },
    writeMrc: mrc,
    writeZarr: zarr,
    zarrForm: zarrFormOf({ omeZarr, compression }),
    importTypes: new Set(importTypes),
    metadataTypes: new Set(metadataTypes),
    filters: nameFilters(filter, 'filter'),
    excludes: nameFilters(exclude, 'exclude'),
    pictures: pictureLimits(memory),
    // Each run in progress needs memory of its own.
    concurrency: Math.min(jobs, 4),
    allowMismatch: new Set(allowMismatch),
    ...defined({ stagingDirectory: stagingDir }),
  };
  return { selected, access: storageOf(storage) };
}

/** Returns the expressions of `--filter` or `--exclude` by type. Fails with a UsageError for an unknown type. */
export function nameFilters(texts: readonly string[], option: string): Map<EntityType, Pattern[]> {
  const filters = new Map<EntityType, Pattern[]>();
  for (const text of texts) {
    const { type, expression } = splitNameFilter(text, option);
    filters.set(type, [...(filters.get(type) ?? []), matchRegex(expression)]);
  }
  return filters;
}

/** Returns the options of the pipeline for a dry run that checks sources. */
export async function planOptions(
  given: Omit<OptionValues<typeof validateSourceOptions>, keyof typeof storageOptions>,
): Promise<IngestOptions> {
  const options = await resolveOptions(ingestOptions, { ...given, dryRun: true, digests: false });
  return selectItems(options).selected;
}

/** The runs that an ingest is for. */
interface Share {
  readonly share: NonNullable<IngestOptions['share']>;
  /** The runs that it ingests, and all runs; null if they are to be searched. */
  readonly knownRuns: KnownRuns | null;
  /** The part as `K/N`, for the report. */
  readonly part?: string;
}

type Options = Pick<OptionValues<typeof ingestOptions>, 'part' | 'plan' | 'finish' | 'dryRun'>;

/** Fails with a UsageError for options of parts that cannot be combined, or that need another. */
function checkShareOptions({ part, plan, finish, dryRun }: Options): void {
  if (part !== undefined && finish) throw new UsageError('--part and --finish cannot be combined');
  if (plan !== undefined && part === undefined && !finish)
    throw new UsageError('--plan needs --part or --finish');
  if (finish && dryRun) throw new UsageError('--finish and --dry-run cannot be combined');
}

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
  const { runs } = plan ?? (await planNow(own, survey, facts));
  const knownRuns = { all: runs, own: runs.filter((run) => run.part === own.number) };
  return { share: 'runs', knownRuns, part: spellPart(own) };
}

/** Makes the plan of an ingest without `--plan`. Every part makes the same plan, since INPUT is the same. */
async function planNow({ count }: Part, survey: Survey, facts: PlanFacts): Promise<Plan> {
  const { runs } = await surveyRuns({ ...survey, warn: () => undefined });
  return makePlan(runs, { parts: count }, facts);
}

/** A deposition whose runs are surveyed. */
interface Survey {
  readonly config: Config;
  readonly input: Storage;
  readonly output: Storage;
  readonly options: Pick<
    IngestOptions,
    'layout' | 'compatible' | 'concurrency' | 'stagingDirectory' | 'filters' | 'excludes'
  >;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/**
 * Finds the runs of a deposition that pass the filters, with their estimated work, and the sources that found
 * nothing.
 */
export async function surveyRuns({
  config,
  input,
  output,
  options,
  signal,
  warn,
}: Survey): Promise<{ readonly runs: WeighedRun[]; readonly unusedSources: readonly string[] }> {
  const context = await openSources({
    ...{ config, input, output, options, signal },
    kernels: new KernelPool(),
    listings: 'survey',
    warn: (message) => warn(message),
  });
  const passes = (type: EntityType, name: string) => {
    if (options.excludes.get(type)?.some((pattern) => pattern.test(name))) return false;
    const wanted = options.filters.get(type);
    return wanted === undefined || wanted.some((pattern) => pattern.test(name));
  };
  const runs = await weighRuns(context, passes);
  return { runs, unusedSources: context.usage.unusedSources() };
}
