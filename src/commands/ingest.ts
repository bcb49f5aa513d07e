import { UsageError } from '../base/errors.js';
import type { Progress } from '../report/progress/progress-state.js';
import { showError, tableCommand, untilInterrupted } from './command.js';
import { storageAmong } from './options/engine-options.js';
import { ingestCommandOptions, type ingestOptions } from './options/ingest-options.js';
import type { Exactly } from './options/option.js';

export const IngestCommand = tableCommand({
  path: ['ingest'],
  description: 'convert a deposition into the standard tree',
  details: `
    Finds the files that CONFIG describes below INPUT, converts them and writes the tree and its metadata below
    OUTPUT. Items that fail are reported and the others are done all the same. INPUT and OUTPUT are directories or
    s3://bucket/prefix.

    Options that take several values can be repeated, or given values with commas between them.

    Exit status: 0 fine, 1 some items failed, 2 could not run.
  `,
  examples: [
    ['Ingest a deposition', 'cryoet ingest deposition.yaml deposited published'],
    ['See what would be done', 'cryoet ingest deposition.yaml deposited published --dry-run'],
    ['Tomograms of two runs only', 'cryoet ingest d.yaml in out --import tomogram --filter "run=TS_00[12]$"'],
  ],
  arguments: { config: '<CONFIG>', input: '<INPUT>', output: '<OUTPUT>' },
  options: ingestCommandOptions,
  async run(given, context) {
    const { ingest } = await import('../api/ingest.js');
    const { checkConfigFile } = await import('../api/config.js');
    const { createClock } = await import('../api/locations.js');
    const { FilterUse, nameFilters } = await import('../api/pipeline-options.js');
    const { checkReportFile, writeReportFile } = await import('./report-file.js');
    const { formatPlan } = await import('../report/ingest-plan.js');
    const { formatGoOn, formatSummary, NamedItems } = await import('../report/ingest-summary.js');
    const { loadProgress } = await import('../report/progress/load-progress.js');
    const { config, input, output, report: reportFile, quiet, verbose, summary, ...others } = given;
    const { logFormat: format, ...options } = others;
    const { stdout, stderr } = context;
    if (summary && !options.dryRun) {
      throw new UsageError('--summary shows the plan of a dry run', {
        hint: 'add --dry-run, or leave out --summary: an ingest ends with its own summary',
      });
    }
    const now = createClock(context.env);
    await checkReportFile(reportFile, { output, config });
    // Made when there is something to show: what cannot begin is an error and no more.
    let progress: Progress | undefined;
    const startProgress = await loadProgress({
      stream: stdout,
      title: `ingest ${config}`,
      format,
      quiet: quiet || options.dryRun,
      now,
    });
    const filters = new FilterUse(nameFilters(options.filter, 'filter'));
    const named = new NamedItems();
    const work = (signal: AbortSignal) =>
      ingest({
        config,
        input,
        output,
        options: options satisfies Exactly<typeof ingestOptions, typeof options>,
        now,
        signal,
        environment: context.env,
        onEvent(event) {
          progress ??= startProgress();
          progress.listener(event);
          named.listen(event);
          if (event.kind === 'filtered') filters.saw(event.type, event.names, event.isMet);
          if (verbose && event.kind === 'item-finished' && event.record.status === 'failed')
            showError(event.error, stderr, true);
        },
      });
    const report = await untilInterrupted(work, () => progress?.restore?.()).finally(() =>
      progress?.finish(),
    );
    const { failed, superseded, 'not reached': notReached } = report.summary;
    const refused = options.dryRun
      ? (await checkConfigFile(config, storageAmong(options))).filter(({ severity }) => severity === 'error')
      : [];
    const isBad = report.interrupted || failed > 0 || superseded > 0 || notReached > 0 || refused.length > 0;
    if (format === 'json') {
      progress ??= startProgress();
      progress.summarize?.(report);
    } else if (options.dryRun) {
      stdout.write(formatPlan(report, { summary, verbose, refused }));
    } else if (!quiet || isBad) {
      stdout.write(formatSummary(report, named));
      if (isBad) stdout.write(formatGoOn(report, context.typed ?? [], named));
    }
    if (reportFile !== undefined) await writeReportFile(reportFile, `${JSON.stringify(report, null, 2)}\n`);
    // A part may have none of what a filter names.
    if (!isBad && options.part === undefined && !options.finish) filters.refuseUnmet();
    return isBad ? 1 : 0;
  },
});
