import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { UsageError } from 'clipanion';
import { loadConfig } from '../../config/index.js';
import { ConfigError } from '../../errors/index.js';
import { type IngestReport, ingest } from '../../pipeline/index.js';
import { createProgress, formatPlan, formatSummary } from '../../report/index.js';
import { openStorage } from '../../storage/index.js';
import { createVolumeEngine } from '../../volume/engine/index.js';
import { removeStaleFiles } from '../../volume/staging/index.js';
import { createClock } from '../clock.js';
import type { CommandContext } from '../command-context.js';
import { parseCount } from '../parse-count.js';
import { checkReportFile, writeReportFile } from '../report-file.js';
import { showError } from '../show-error.js';
import { storageOptions, type TypedStorageOptions } from '../storage-command.js';
import { untilInterrupted } from '../until-interrupted.js';
import { openLedger } from './open-ledger.js';
import { parseIngestOptions, type TypedOptions } from './parse-options.js';
import { refuseSamePlace } from './refuse-same-place.js';

/** The options of `cryoet ingest` as clipanion hands them over. */
export interface IngestArguments extends TypedOptions, TypedStorageOptions {
  readonly config: string;
  readonly input: string;
  readonly output: string;
  readonly report: string | undefined;
  readonly resume: string | undefined;
  readonly jobs: string | undefined;
  readonly memory: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly logFormat: string;
}

const mebibyte = 1024 * 1024;

/** Runs an ingest and shows it; returns the exit status. */
export async function runIngest(typed: IngestArguments, context: CommandContext): Promise<number> {
  const jobs = typed.jobs === undefined ? availableParallelism() : parseCount(typed.jobs, '--jobs');
  const options = parseIngestOptions(typed, jobs);
  const memory = parseCount(typed.memory, '--memory') * mebibyte;
  if (typed.logFormat !== 'pretty' && typed.logFormat !== 'json') {
    throw new UsageError(`--log-format is pretty or json, not ${typed.logFormat}`);
  }
  const format = typed.logFormat;
  const now = createClock(context.env);
  let report: IngestReport;
  try {
    await checkReportFile(typed.report);
    const places = { ...storageOptions(typed), ...(await stagingDirectory(typed)) };
    if (!options.dryRun) await removeStaleFiles(typed.stagingDir);
    const config = loadConfig(await readConfig(typed.config), typed.config);
    const input = await openStorage(typed.input, { ...places, check: 'source' });
    const output = await openStorage(typed.output, {
      ...places,
      // Nobody writes to a bucket without credentials.
      noSignRequest: false,
      ...(options.dryRun ? {} : { check: 'output' }),
    });
    await refuseSamePlace(input, output);
    const ledger = typed.resume === undefined || options.dryRun ? null : openLedger(typed.resume);
    const engine = createVolumeEngine({ jobs, memory });
    const progress = createProgress({
      stream: context.stdout,
      title: `ingest ${typed.config}`,
      format,
      quiet: typed.quiet || options.dryRun,
      now,
      concurrency: options.concurrency,
    });
    try {
      report = await untilInterrupted((signal) =>
        ingest({
          config,
          input,
          output,
          engine,
          options,
          now,
          signal,
          ledger,
          listener(event) {
            progress.listener(event);
            if (typed.verbose && event.kind === 'item-finished' && event.record.status === 'failed') {
              showError(event.error, context.stderr, true);
            }
          },
          describedOptions: describeOptions(typed, jobs),
        }),
      );
    } finally {
      await progress.finish();
      await engine.close();
      await output.close();
      await input.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    showError(error, context.stderr, typed.verbose);
    return 2;
  }
  if (format === 'json') context.stdout.write(`${JSON.stringify({ event: 'summary', ...report.summary })}\n`);
  else if (options.dryRun) context.stdout.write(formatPlan(report));
  else if (!typed.quiet || report.interrupted || report.summary.failed > 0)
    context.stdout.write(formatSummary(report));
  try {
    if (typed.report !== undefined) {
      await writeReportFile(typed.report, `${JSON.stringify(report, null, 2)}\n`);
    }
  } catch (error) {
    showError(error, context.stderr, typed.verbose);
    return 2;
  }
  return report.interrupted || report.summary.failed > 0 ? 1 : 0;
}

/** Where temporary files go, if that was said; fails with a StorageError when files cannot be made there. */
async function stagingDirectory({ stagingDir }: IngestArguments): Promise<{ stagingDirectory?: string }> {
  if (stagingDir === undefined) return {};
  if (/^s3:\/\//i.test(stagingDir)) {
    throw new UsageError(`--staging-dir is a directory of this machine, not ${stagingDir}`);
  }
  await (await openStorage(stagingDir, { check: 'output' })).close();
  return { stagingDirectory: stagingDir };
}

async function readConfig(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ConfigError('the configuration cannot be read', {
      path,
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function describeOptions(typed: IngestArguments, jobs: number): Record<string, unknown> {
  const { import: imported, metadata, metadataOnly, filter, exclude, layout, binningEdge, mrc, zarr } = typed;
  const { contrast, httpsPrefix, precompute, dryRun, failFast, memory, resume } = typed;
  return {
    import: imported,
    metadata,
    metadataOnly,
    filter,
    exclude,
    layout,
    binningEdge,
    mrc,
    zarr,
    contrast,
    httpsPrefix,
    precompute,
    dryRun,
    failFast,
    jobs,
    memory,
    resume,
  };
}
