import { appendFileSync, readFileSync } from 'node:fs';
import { IngestError, StorageError, UsageError } from '../base/errors.js';
import { toolVersion } from '../base/package-file.js';
import { storageOf } from '../commands/options/engine-options.js';
import { ingestOptions } from '../commands/options/ingest-options.js';
import { type OptionValues, recordOptions, resolveOptions } from '../commands/options/option.js';
import type { Config } from '../deposition/config/config.js';
import type { ResumeFile } from '../pipeline/context.js';
import { type IngestRequest as IngestItems, ingest as ingestItems } from '../pipeline/ingest.js';
import { maskWorkerBytes } from '../pipeline/precompute/mask-workers.js';
import type { IngestEvent } from '../pipeline/walk/events.js';
import { type IngestReport, PlanEstimate } from '../pipeline/walk/ingest-report.js';
import { openStorage, type StorageOptions } from '../storage/open-storage.js';
import { readOnce } from '../storage/read-once.js';
import type { Storage } from '../storage/storage.js';
import { type Proof, parseEntry } from '../tree/ledger.js';
import { createVolumeEngine } from '../volume/engine/create-volume-engine.js';
import type { FormEstimate } from '../volume/engine/estimate-forms.js';
import { workersWithin } from '../volume/engine/memory-plan.js';
import { removeStaleFiles } from '../volume/temporary-files.js';
import { digestConfig, readConfig } from './config.js';
import { checkSpace, estimateCompression } from './estimate.js';
import { closing, createClock, placeOf, stagingDirectory } from './locations.js';
import { chooseShare, selectItems } from './select-items.js';

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

/**
 * Fails with a UsageError when both storages are one directory, or one prefix of a bucket, or OUTPUT lies in INPUT: sources
 * would be written over, or what is written taken for sources.
 */
export async function refuseSamePlace(input: Storage, output: Storage): Promise<void> {
  if (input.flat !== output.flat) return;
  const [from, to] = [await placeOf(input), await placeOf(output)];
  if (from === to) {
    throw new UsageError(`INPUT and OUTPUT are the same place, ${input.url}: sources would be written over`);
  }
  if (to.startsWith(`${from.replace(/\/$/, '')}/`)) {
    throw new UsageError(
      `OUTPUT ${output.url} lies in INPUT ${input.url}: what is written would be taken for sources`,
    );
  }
}

const firstLine = '{"format":"cryoet-ingest-ledger","formatVersion":2}';
/** Lines of version 1 have proofs of another form and count for nothing. */
const knownFirstLines = [firstLine, firstLine.replace('2}', '1}')];

/**
 * A ledger in a local file of JSON lines, which is made when there is none. A last line that a killed ingest left
 * unfinished counts for nothing. Fails with an IngestError when the file is something else, and with a StorageError when it
 * cannot be read or written.
 */
function openResumeFile(path: string): ResumeFile {
  const proofs = new Map<string, Proof>();
  const text = read(path);
  if (text === '') append(path, `${firstLine}\n`);
  else {
    const [first, ...lines] = text.split('\n');
    if (first === undefined || !knownFirstLines.includes(first)) {
      throw new IngestError('not the ledger of an ingest', {
        path,
        expected: `a file that --resume made, beginning with ${firstLine}`,
        found: JSON.stringify(first?.slice(0, 60)),
        hint: 'name a file that does not exist yet',
      });
    }
    for (const line of lines) {
      const noted = parseEntry(line);
      if (noted?.proof != null) proofs.set(noted.made, noted.proof);
    }
    if (!text.endsWith('\n')) append(path, '\n');
  }
  return {
    proofOf: (made) => proofs.get(made) ?? null,
    note(label, made, proof) {
      append(path, `${JSON.stringify({ item: label, made, proof })}\n`);
      proofs.set(made, proof);
    },
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw failure('cannot be read', path, cause);
  }
}

/** In one write, so that several ingests may note in one file. */
function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (cause) {
    throw failure('cannot be written', path, cause);
  }
}

function failure(message: string, path: string, cause: unknown): StorageError {
  return new StorageError('failed', message, {
    path,
    found: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
