import { appendFileSync, readFileSync } from 'node:fs';
import { closing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { IngestError, StorageError, UsageError } from '../base/errors.js';
import { toolVersion } from '../base/version.js';
import { ingestOptions } from '../commands/options/ingest-options.js';
import { type OptionValues, recordOptions, resolveOptions } from '../commands/options/option.js';
import type { ResumeFile } from '../pipeline/context.js';
import { type IngestRequest as IngestItems, ingest as ingestItems } from '../pipeline/ingest.js';
import { maskWorkerBytes } from '../pipeline/precompute/mask-workers.js';
import type { IngestEvent } from '../pipeline/walk/events.js';
import { type IngestReport, PlanEstimate } from '../pipeline/walk/ingest-report.js';
import { systemCode, toStorageError } from '../storage/local/fs-error.js';
import { openStorage } from '../storage/open-storage.js';
import { ReadOnceStorage } from '../storage/read-once.js';
import { FirstObjects } from '../storage/s3/s3-options.js';
import type { Storage } from '../storage/storage.js';
import { type Proof, parseEntry } from '../tree/ledger.js';
import { createVolumeEngine } from '../volume/engine/create-volume-engine.js';
import { workersWithin } from '../volume/engine/memory-plan.js';
import { removeStaleFiles } from '../volume/temporary-files.js';
import { configOf, type Deposition } from './config.js';
import { checkSpace, estimateCompression } from './estimate.js';
import { createClock, realLocation, stagingDirectory } from './locations.js';
import { selectItems } from './pipeline-options.js';
import { chooseShare } from './plan.js';

const mebibyte = 1024 * 1024;

/** Options of an ingest: those of `cryoet ingest`, with `mrc: false` for `--no-mrc`. */
export type IngestOptions = Partial<OptionValues<typeof ingestOptions>>;

/** The configuration and locations of an ingest. */
export interface IngestRequest extends Deposition {
  /** A directory or `s3://bucket/prefix`. */
  readonly output: string;
  readonly options?: IngestOptions;
  /** Aborts the ingest: its report is `interrupted`. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: IngestEvent) => void;
  /** Environment in which `part: 'auto'` looks for the task of an array job; by default that of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Time in outputs; by default SOURCE_DATE_EPOCH or the clock. */
  readonly now?: () => Date;
}

/**
 * Converts a deposition to the standard tree. Failed items are in the report; the others are ingested all the same.
 * Fails with a UsageError, ConfigError or StorageError if the ingest cannot begin or go on.
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

/** Returns the report of a dry run without estimates of compression, which read voxels. Fails as `ingest` does. */
export function planItems(request: IngestRequest): Promise<IngestReport> {
  return ingestOrPlan({ ...request, options: { ...request.options, dryRun: true } }, false);
}

async function ingestOrPlan(request: IngestRequest, isEstimated: boolean): Promise<IngestReport> {
  const options = await resolveOptions(ingestOptions, request.options ?? {});
  const { spaceCheck, ...others } = options;
  const { selected, access: storage } = selectItems(others);
  const { now = createClock(process.env), signal = new AbortController().signal } = request;
  const { dryRun, jobs, memory, stagingDir, resume } = options;
  const unchecked = new FirstObjects();
  const access = { ...storage, ...(dryRun ? {} : { unchecked }), ...(await stagingDirectory(stagingDir)) };
  if (!dryRun) await removeStaleFiles(stagingDir);
  const config = await configOf(request.config, access);
  const source = await openStorage(request.input, { ...access, check: 'source' });
  // A dry run reads some files several times.
  return closing(dryRun ? new ReadOnceStorage(source) : source, async (input: Storage) => {
    // Buckets cannot be written without credentials.
    const writable = { ...access, noSignRequest: false };
    // Checked before the directory is created: it would stay among the sources.
    const unmade = await openStorage(request.output, writable);
    await closing(unmade, () => refuseSameLocation(input, unmade));
    const made = await openStorage(request.output, { ...writable, ...(dryRun ? {} : { check: 'output' }) });
    return closing(made, async (output) => {
      const { knownRuns, share, part } = await chooseShare(options, {
        survey: { config, input, output, options: selected, signal, warn: () => undefined },
        facts: { tool: toolVersion, config: config.digest, input: input.url },
        access,
        environment: request.environment ?? process.env,
      });
      const resumeFile = resume === undefined || dryRun ? null : openResumeFile(resume);
      const converter = createVolumeEngine({ jobs, memory: memory * mebibyte, version: options.omeZarr });
      return closing(converter, async (engine) => {
        const items: IngestItems = {
          config,
          configDigest: config.digest,
          knownRuns,
          input,
          output,
          engine,
          options: { ...selected, share, workers: workersWithin(memory * mebibyte, jobs, maskWorkerBytes) },
          now,
          signal,
          resumeFile,
          unchecked,
          listener: request.onEvent ?? (() => {}),
          describedOptions: recordOptions(ingestOptions, { ...options, ...defined({ part }) }),
        };
        if (spaceCheck && !dryRun) await checkSpace(items, jobs);
        const report = await ingestItems(items);
        if (!dryRun || !isEstimated) return report;
        const plan = new PlanEstimate();
        for (const record of report.items) plan.add(record);
        const freeBytes = (await output.freeBytes?.()) ?? null;
        const compression = await estimateCompression(report.items, input, stagingDir);
        return { ...report, estimate: { ...plan.finish(jobs), freeBytes, compression } };
      });
    });
  });
}

/**
 * Fails with a UsageError if INPUT and OUTPUT are the same directory or prefix, or OUTPUT is inside INPUT: sources
 * would be overwritten, or outputs would be taken for sources.
 */
export async function refuseSameLocation(input: Storage, output: Storage): Promise<void> {
  if (input.flat !== output.flat) return;
  const [from, to] = [await realLocation(input), await realLocation(output)];
  if (from === to) {
    throw new UsageError(`INPUT and OUTPUT are the same place, ${input.url}: sources would be written over`);
  }
  if (to.startsWith(`${from.replace(/\/$/, '')}/`)) {
    throw new UsageError(
      `OUTPUT ${output.url} lies in INPUT ${input.url}: what is written would be taken for sources`,
    );
  }
}

/** First line of a resume file. */
const firstLine = '{"format":"cryoet-ingest-ledger","formatVersion":2}';
/** Version 1 is accepted too, but its proofs have another form and are ignored. */
const knownFirstLines = [firstLine, firstLine.replace('2}', '1}')];

/**
 * Opens a ledger in a local file of JSON Lines, which is created if it is missing. An unfinished last line of a
 * killed ingest is ignored. Fails with an IngestError if the file is not such a ledger, and with a StorageError if it
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
    if (systemCode(cause) === 'ENOENT') return '';
    throw failure('cannot be read', path, cause);
  }
}

/** Appends in one write, so that several ingests can use one file. */
function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (cause) {
    throw failure('cannot be written', path, cause);
  }
}

function failure(message: string, path: string, cause: unknown): StorageError {
  return new StorageError('failed', message, { path, found: toStorageError(cause, path).message, cause });
}
