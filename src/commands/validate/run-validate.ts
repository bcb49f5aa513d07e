import { availableParallelism } from 'node:os';
import { UsageError } from 'clipanion';
import { layouts } from '../../layout/index.js';
import { renderReport, reportFormats } from '../../report/index.js';
import { createKernelScanner, depths, rules, type ValidationReport, validate } from '../../validate/index.js';
import { createClock } from '../clock.js';
import type { CommandContext } from '../command-context.js';
import { oneOf, splitLists } from '../parse-choice.js';
import { parseCount } from '../parse-count.js';
import { checkReportFile, writeReportFile } from '../report-file.js';
import { showError } from '../show-error.js';
import { createStatusLine } from '../status-line.js';
import { storageOptions, type TypedStorageOptions } from '../storage-command.js';
import { untilInterrupted } from '../until-interrupted.js';
import { listRules } from './list-rules.js';
import { locateTree, scopeOf } from './locate-tree.js';
import { parseSeverities, selectRules } from './parse-options.js';
import { readSettings } from './read-settings.js';
import { readThumbnails } from './read-thumbnails.js';

/** The options of `cryoet validate` as clipanion hands them over. */
export interface ValidateArguments extends TypedStorageOptions {
  readonly tree: string | undefined;
  readonly dataset: readonly string[];
  readonly runs: readonly string[];
  readonly depth: string;
  readonly layout: string;
  readonly format: string;
  readonly output: string | undefined;
  readonly rule: readonly string[];
  readonly skipRule: readonly string[];
  readonly severity: readonly string[];
  readonly config: string | undefined;
  readonly maxWarnings: string | undefined;
  readonly jobs: string | undefined;
  readonly listRules: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Validates a tree and shows the report; returns the exit status. */
export async function runValidate(typed: ValidateArguments, context: CommandContext): Promise<number> {
  if (typed.listRules) {
    context.stdout.write(listRules(oneOf(typed.format, ['pretty', 'json'], '--format')));
    return 0;
  }
  const { tree } = typed;
  if (tree === undefined) throw new UsageError('TREE is missing: the directory or bucket to validate');
  const depth = oneOf(typed.depth, depths, '--depth');
  const layout = oneOf(typed.layout, ['auto', ...layouts], '--layout');
  const format = oneOf(typed.format, reportFormats, '--format');
  const jobs = typed.jobs === undefined ? availableParallelism() : parseCount(typed.jobs, '--jobs');
  const maxWarnings = parseWarnings(typed.maxWarnings);
  const datasets = splitLists(typed.dataset, '--dataset');
  const runs = splitLists(typed.runs, '--run');
  const selected = selectRules(typed.rule, typed.skipRule);
  const forced = parseSeverities(typed.severity);
  const now = createClock(context.env);
  try {
    await checkReportFile(typed.output);
    const settings = { ...(await readSettings(typed.config)), forced };
    const status = createStatusLine(context.stderr, typed.quiet);
    const { storage, below } = await locateTree(tree, {
      ...storageOptions(typed),
      isWhole: typed.dataset.length === 0,
      onListed: (files) => status.show(() => `${files} files listed`),
    });
    try {
      const scope = scopeOf(below, datasets, runs);
      const report = await untilInterrupted((signal) =>
        validate({
          storage,
          tree,
          scope,
          depth,
          layout,
          rules: selected,
          areRulesNamed: typed.rule.length > 0,
          skipped: rules.filter((rule) => !selected.includes(rule)).map(({ code }) => code),
          settings,
          createScanner: (reader) => createKernelScanner(reader, depth === 'sample'),
          jobs,
          now,
          signal,
          onProgress: ({ unit, runs, errors, warnings }) =>
            status.show(
              () => `${runs} runs looked at, ${errors} errors, ${warnings} warnings; at ${unit.directory}`,
            ),
        }),
      );
      status.finish();
      const thumbnails =
        format === 'html' ? await readThumbnails(storage, report) : new Map<string, Uint8Array>();
      const text = renderReport(report, format, { thumbnails, rules });
      if (typed.output === undefined) context.stdout.write(text);
      else await writeReportFile(typed.output, text);
      return exitStatus(report, maxWarnings);
    } finally {
      await storage.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    showError(error, context.stderr, typed.verbose);
    return 2;
  }
}

function parseWarnings(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (!/^\d+$/.test(text)) throw new UsageError(`--max-warnings takes a whole number, not ${text}`);
  return Number(text);
}

function exitStatus({ verdict, errors, warnings }: ValidationReport, maxWarnings: number): number {
  if (errors > 0 || warnings > maxWarnings) return 1;
  return verdict === 'incomplete' ? 2 : 0;
}
