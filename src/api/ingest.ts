import type { Config } from '../config/index.js';
import {
  ingestOptions,
  type OptionValues,
  recordOptions,
  resolveOptions,
  storageOf,
} from '../options/index.js';
import {
  type IngestEvent,
  type IngestRequest as IngestItems,
  type IngestReport,
  ingest as ingestItems,
  maskWorkerBytes,
  PlanEstimate,
} from '../pipeline/index.js';
import { openStorage, readOnce, type Storage, type StorageOptions } from '../storage/index.js';
import { toolVersion } from '../version.js';
import { createVolumeEngine, type FormEstimate, workersWithin } from '../volume/engine/index.js';
import { removeStaleFiles } from '../volume/staging/index.js';
import { createClock } from './clock.js';
import { closing } from './closing.js';
import { readConfig } from './config.js';
import { checkSpace } from './ingest/check-space.js';
import { chooseShare } from './ingest/choose-share.js';
import { digestConfig } from './ingest/digest-config.js';
import { estimateCompression } from './ingest/estimate-compression.js';
import { openResumeFile } from './ingest/open-resume-file.js';
import { refuseSamePlace } from './ingest/refuse-same-place.js';
import { selectItems } from './ingest/select-items.js';
import { stagingDirectory } from './staging-directory.js';

const mebibyte = 1024 * 1024;

/** The options of an ingest: those of `cryoet ingest`, `mrc: false` for `--no-mrc`. */
export type IngestOptions = Partial<OptionValues<typeof ingestOptions>>;

/** What to ingest, from where to where. */
export interface IngestRequest {
  /** A YAML file, or a configuration that `readConfig` read. */
  readonly config: string | Config;
  /** A directory or `s3://bucket/prefix`. */
  readonly input: string;
  readonly output: string;
  readonly options?: IngestOptions;
  /** Ends the ingest early: its report is `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: IngestEvent) => void;
  /** Variables in which `part: 'auto'` looks for the task of an array job; those of this process by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The time written into outputs; SOURCE_DATE_EPOCH or the clock by default. */
  readonly now?: () => Date;
}

/**
 * Turns a deposition into the standard tree. Items that fail are in the report and the others are done all the same.
 * Fails with a UsageError, ConfigError or StorageError where the whole cannot be done.
 *
 * @example
 * ```js
 * import { ingest } from 'cryoet-ingest';
 *
 * const report = await ingest({
 *   config: 'deposition.yaml',
 *   input: 'deposited',
 *   output: 'published-gains',
 *   options: { import: ['gain', 'run'], filter: ['run=TS_001'] },
 * });
 * console.log(report.summary.failed); // 0
 * ```
 */
export function ingest(request: IngestRequest): Promise<IngestReport> {
  return ingestOrPlan(request, true);
}

/** The report of a dry run without what its volumes would take, for which voxels are read and packed; fails as `ingest` does. */
export function planItems(request: IngestRequest): Promise<IngestReport> {
  return ingestOrPlan({ ...request, options: { ...request.options, dryRun: true } }, false);
}

async function ingestOrPlan(request: IngestRequest, isEstimated: boolean): Promise<IngestReport> {
  const options = await resolveOptions(ingestOptions, request.options ?? {});
  const selected = selectItems(options);
  const now = request.now ?? createClock(process.env);
  const { dryRun, stagingDir } = options;
  const places = { ...storageOf(options), ...(await stagingDirectory(stagingDir)) };
  if (!dryRun) await removeStaleFiles(stagingDir);
  const config = typeof request.config === 'string' ? await readConfig(request.config) : request.config;
  const source = await openStorage(request.input, { ...places, check: 'source' });
  // What a dry run looks at several times it reads once.
  const input = dryRun ? readOnce(source) : source;
  return closing(input, async () => {
    // Nobody writes to a bucket without credentials.
    const writable = { ...places, noSignRequest: false };
    // Looked at before it is made: a directory would stay among the sources.
    const unmade = await openStorage(request.output, writable);
    await closing(unmade, () => refuseSamePlace(input, unmade));
    const output = await openStorage(request.output, { ...writable, ...(dryRun ? {} : { check: 'output' }) });
    const given = { ...request, config, now, options, selected, places, isEstimated };
    return closing(output, () => ingestBetween(given, input, output));
  });
}

/** A request with all that it leaves open decided. */
interface ResolvedRequest extends IngestRequest {
  readonly config: Config;
  readonly now: () => Date;
  readonly options: OptionValues<typeof ingestOptions>;
  readonly selected: ReturnType<typeof selectItems>;
  readonly places: StorageOptions;
  readonly isEstimated: boolean;
}

async function ingestBetween(
  request: ResolvedRequest,
  input: Storage,
  output: Storage,
): Promise<IngestReport> {
  const { config, now, options, selected, places } = request;
  const { dryRun, jobs, memory, stagingDir, resume } = options;
  const configDigest = await digestConfig(config);
  const signal = request.signal ?? new AbortController().signal;
  const { knownRuns, share, part } = await chooseShare(options, {
    survey: { config, input, output, options: selected, signal, warn: () => undefined },
    facts: { tool: toolVersion, config: configDigest, input: input.url },
    places,
    environment: request.environment ?? process.env,
  });
  const resumeFile = resume === undefined || dryRun ? null : openResumeFile(resume);
  const engine = createVolumeEngine({ jobs, memory: memory * mebibyte, version: options.omeZarr });
  return closing(engine, async () => {
    const items: IngestItems = {
      config,
      configDigest,
      knownRuns,
      input,
      output,
      engine,
      options: { ...selected, share, workers: workersWithin(memory * mebibyte, jobs, maskWorkerBytes) },
      now,
      signal,
      resumeFile,
      listener: request.onEvent ?? (() => {}),
      describedOptions: recordOptions(ingestOptions, { ...options, ...(part === undefined ? {} : { part }) }),
    };
    if (dryRun) {
      const report = await ingestItems(items);
      if (!request.isEstimated) return report;
      return withEstimate(report, await estimateCompression(report.items, input, stagingDir), output, jobs);
    }
    if (options.spaceCheck) await checkSpace(items, jobs);
    return ingestItems(items);
  });
}

/** The report of a dry run, with what the ingest would take. */
async function withEstimate(
  report: IngestReport,
  compression: readonly FormEstimate[],
  output: Storage,
  jobs: number,
): Promise<IngestReport> {
  const plan = new PlanEstimate();
  for (const record of report.items) plan.add(record);
  const freeBytes = (await output.freeBytes?.()) ?? null;
  return { ...report, estimate: { ...plan.finish(jobs), freeBytes, compression } };
}

export type { IngestEvent, IngestReport };
