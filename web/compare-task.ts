import { UsageError } from '../src/base/errors.js';
import { diffOptions } from '../src/commands/options/diff-options.js';
import { resolveOptions } from '../src/commands/options/option.js';
import type { DiffReport } from '../src/diff/compare-trees.js';
import { compareTrees } from '../src/diff/compare-trees.js';
import { comparisonBlocks, formatTotals, formatVerdict } from '../src/report/comparison/comparison-blocks.js';
import { loadKernels } from '../src/volume/kernels/load-kernels.js';
import type { ComparedFacts, Task } from './messages.js';
import type { PageTree } from './page-tree.js';

/** Compares two trees as `cryoet diff` does without options. Fails with a UsageError unless both are of one level. */
export async function compare(a: PageTree, b: PageTree, { signal, progress }: Task): Promise<DiffReport> {
  const levels = [a, b].map(({ scope }) => scope.runDirectory ?? scope.datasets?.join() ?? 'a tree');
  if (levels[0] !== levels[1]) {
    throw new UsageError(
      `the first is ${levels[0]} and the second is ${levels[1]}: compare trees, or the same dataset of two`,
    );
  }
  const {
    tolerance: absolute,
    relativeTolerance: relative,
    pointRadius,
    failOn,
  } = await resolveOptions(diffOptions, {});
  const { datasets, runDirectory } = a.scope;
  const run = runDirectory?.split('/')[1];
  return compareTrees({
    storages: { a: a.storage, b: b.storage },
    trees: { a: a.facts.name, b: b.facts.name },
    options: {
      tolerance: { absolute, relative },
      pointRadius,
      ignoredFields: [],
      datasets,
      isRunWanted: run === undefined ? null : (name) => name === run,
      types: null,
    },
    runs: run === undefined ? null : [run],
    failOn,
    kernels: await loadKernels(),
    now: () => new Date(),
    signal,
    onEntity: ({ dataset, run }, done) =>
      progress({ done, of: null, text: [dataset, run].filter((name) => name !== null).join('/') }),
  });
}

/** Returns the facts of a comparison that the page shows: entities that differ, and what could not be compared. */
export function describeComparison(report: DiffReport): ComparedFacts {
  return {
    verdict: report.verdict,
    summary: formatVerdict(report),
    // The command has their names in its usage.
    totals: [`A: ${report.trees.a}, B: ${report.trees.b}`, ...formatTotals(report)],
    blocks: comparisonBlocks(report)
      .filter(({ symbol, changes }) => symbol !== '=' || changes.length > 0)
      .map(({ symbol, label, changes }) => ({
        symbol,
        label,
        changes: changes.map(({ change, text }) => ({ severity: change.severity, text })),
      })),
  };
}
