import type { BaseContext } from 'clipanion';
import { createClock } from '../../api/clock.js';
import { ingest } from '../../api/ingest.js';
import { UsageError } from '../../errors/index.js';
import { formatGoOn, formatPlan, formatSummary, loadProgress, type Progress } from '../../report/index.js';
import { checkReportFile, writeReportFile } from '../report-file.js';
import { showError } from '../show-error.js';
import { typedArguments } from '../typed-arguments.js';
import { untilInterrupted } from '../until-interrupted.js';
import type { IngestArguments } from './ingest-arguments.js';

/** Runs an ingest and shows it; returns the exit status. */
export async function runIngest(given: IngestArguments, context: BaseContext): Promise<number> {
  const { config, input, output, report: reportFile, quiet, verbose, summary, ...others } = given;
  const { logFormat: format, ...options } = others;
  const { stdout, stderr } = context;
  if (summary && !options.dryRun) {
    throw new UsageError('--summary shows the plan of a dry run', {
      hint: 'add --dry-run, or leave out --summary: an ingest ends with its own summary',
    });
  }
  const now = createClock(context.env);
  await checkReportFile(reportFile, output);
  // Made when there is something to show: what cannot begin is an error and no more.
  let progress: Progress | undefined;
  const startProgress = await loadProgress({
    stream: stdout,
    title: `ingest ${config}`,
    format,
    quiet: quiet || options.dryRun,
    now,
  });
  const work = (signal: AbortSignal) =>
    ingest({
      config,
      input,
      output,
      options,
      now,
      signal,
      environment: context.env,
      onEvent(event) {
        progress ??= startProgress();
        progress.listener(event);
        if (verbose && event.kind === 'item-finished' && event.record.status === 'failed') {
          showError(event.error, stderr, true);
        }
      },
    });
  const report = await untilInterrupted(work, () => progress?.restore?.()).finally(() => progress?.finish());
  const { failed, superseded, 'not reached': notReached } = report.summary;
  const isBad = report.interrupted || failed > 0 || superseded > 0 || notReached > 0;
  if (format === 'json') {
    progress ??= startProgress();
    progress.summarize?.(report);
  } else if (options.dryRun) stdout.write(formatPlan(report, { summary, verbose }));
  else if (!quiet || isBad) {
    stdout.write(formatSummary(report));
    if (isBad) stdout.write(formatGoOn(report, typedArguments(context)));
  }
  if (reportFile !== undefined) await writeReportFile(reportFile, `${JSON.stringify(report, null, 2)}\n`);
  return isBad ? 1 : 0;
}
