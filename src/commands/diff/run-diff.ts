import { UsageError } from 'clipanion';
import { compareTrees, type DiffOptions, type EntityDiff, exitStatuses } from '../../diff/index.js';
import { comparisonFormats, renderComparison } from '../../report/index.js';
import { matchRuns } from '../../tree/index.js';
import { loadKernels } from '../../volume/kernels/index.js';
import { createClock } from '../clock.js';
import type { CommandContext } from '../command-context.js';
import { oneOf, splitLists } from '../parse-choice.js';
import { parseCount } from '../parse-count.js';
import { checkReportFile, writeReportFile } from '../report-file.js';
import { showError } from '../show-error.js';
import { createStatusLine } from '../status-line.js';
import { storageOptions, type TypedStorageOptions } from '../storage-command.js';
import { untilInterrupted } from '../until-interrupted.js';
import { drawChanged } from './draw-changed.js';
import { type OpenTrees, openTrees } from './open-trees.js';
import { parseFailOn, parseMeasure, parseTypes } from './parse-options.js';

/** The options of `cryoet diff` as clipanion hands them over. */
export interface DiffArguments extends TypedStorageOptions {
  readonly a: string;
  readonly b: string;
  readonly dataset: readonly string[];
  readonly runs: readonly string[];
  readonly only: readonly string[];
  readonly summary: boolean;
  readonly names: boolean;
  readonly tolerance: string;
  readonly relativeTolerance: string;
  readonly pointRadius: string;
  readonly ignoreField: readonly string[];
  readonly failOn: readonly string[];
  readonly format: string;
  readonly output: string | undefined;
  readonly maxDetails: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Compares two trees and shows the report; returns the exit status. */
export async function runDiff(typed: DiffArguments, context: CommandContext): Promise<number> {
  const format = oneOf(typed.format, comparisonFormats, '--format');
  const failOn = parseFailOn(typed.failOn);
  const maxDetails = parseCount(typed.maxDetails, '--max-details');
  const options = parseDiffOptions(typed);
  const now = createClock(context.env);
  try {
    await checkReportFile(typed.output);
    const status = createStatusLine(context.stderr, typed.quiet);
    const opened = await openTrees(typed.a, typed.b, {
      ...storageOptions(typed),
      isWhole: typed.dataset.length === 0 && typed.runs.length === 0,
      onListed: (files) => status.show(() => `${files} files listed`),
    });
    const { storages } = opened;
    try {
      const kernels = await loadKernels();
      const trees = { a: typed.a, b: typed.b };
      const onEntity = (entity: EntityDiff, compared: number) =>
        status.show(() => `${compared} entities compared; at ${entity.dataset ?? ''}/${entity.run ?? ''}`);
      const report = await untilInterrupted((signal) =>
        compareTrees({
          storages,
          trees,
          ...scopeOf(typed, opened, options),
          failOn,
          kernels,
          now,
          signal,
          onEntity,
        }),
      );
      status.finish();
      const sections = format === 'html' ? await drawChanged(storages, report.entities, kernels) : [];
      const detail = typed.summary ? 'summary' : typed.names ? 'names' : 'all';
      const text = renderComparison(report, format, { detail, maxDetails, sections });
      if (typed.output === undefined) context.stdout.write(text);
      else await writeReportFile(typed.output, text);
      return exitStatuses[report.verdict];
    } finally {
      await Promise.all([storages.a.close(), storages.b.close()]);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    showError(error, context.stderr, typed.verbose);
    return 2;
  }
}

/** The part of the trees to look at: what A and B themselves are, else what the options say. */
function scopeOf(
  typed: DiffArguments,
  { dataset, run }: OpenTrees,
  options: DiffOptions,
): { options: DiffOptions; runs: readonly string[] | null } {
  const datasets = dataset === null ? listOrNull(typed.dataset, '--dataset') : [dataset];
  if (run !== null) {
    return { options: { ...options, datasets, isRunWanted: (name) => name === run }, runs: [run] };
  }
  const runs = listOrNull(typed.runs, '--run');
  return { options: { ...options, datasets, isRunWanted: runs === null ? null : matchRuns(runs) }, runs };
}

function parseDiffOptions(typed: DiffArguments): DiffOptions {
  return {
    tolerance: {
      absolute: parseMeasure(typed.tolerance, '--tolerance'),
      relative: parseMeasure(typed.relativeTolerance, '--relative-tolerance'),
    },
    pointRadius: parseMeasure(typed.pointRadius, '--point-radius'),
    ignoredFields: splitLists(typed.ignoreField, '--ignore-field'),
    datasets: null,
    isRunWanted: null,
    types: parseTypes(typed.only),
  };
}

function listOrNull(texts: readonly string[], option: string): readonly string[] | null {
  const list = splitLists(texts, option);
  return list.length === 0 ? null : list;
}
