import { compareNaturally, defined } from '../base/collections.js';
import { UsageError } from '../base/errors.js';
import { nameSome } from '../base/messages.js';
import { diffOptions } from '../commands/options/diff-options.js';
import type { storageOptions } from '../commands/options/engine-options.js';
import { type Exactly, type OptionValues, resolveOptions } from '../commands/options/option.js';
import { type EntityDiff, severities } from '../diff/change.js';
import type { DiffReport } from '../diff/compare-trees.js';
import { compareTrees } from '../diff/compare-trees.js';
import { type DrawnSection, drawChanges as drawIn } from '../diff/draw-sections.js';
import { matchRuns } from '../tree/selection.js';
import { listDatasets, listRuns } from '../tree/units.js';
import { loadKernels } from '../volume/kernels/load-kernels.js';
import { createClock } from './locations.js';
import { type OpenTree, withTree } from './open-tree.js';

export { exitStatuses } from '../diff/compare-trees.js';

/** Options of a comparison: those of `cryoet diff`, with lists in the plural. */
export interface DiffOptions extends Partial<OptionValues<typeof diffOptions>> {
  /** Aborts the comparison, which then fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called for every compared pair of entities, with the number of pairs so far. */
  readonly onEntity?: (entity: EntityDiff, compared: number) => void;
  /** Time in the report; by default SOURCE_DATE_EPOCH or the clock. */
  readonly now?: () => Date;
}

/**
 * Compares two published trees, or the same dataset or run of two trees. What cannot be compared is in the report.
 * Fails with a UsageError for an invalid option or for trees that cannot be compared, and with a StorageError if
 * there is no tree.
 *
 * @example
 * ```js
 * import { diff } from 'cryoet-ingest';
 *
 * const report = await diff('published', 'published-again', { tolerance: 1e-6 });
 * console.log(report.verdict); // same
 * console.log(report.totals.severities.science); // 0
 * ```
 */
export async function diff(
  a: string | OpenTree,
  b: string | OpenTree,
  { signal, onEntity, now = createClock(process.env), ...given }: DiffOptions = {},
): Promise<DiffReport> {
  const options = await resolveOptions(diffOptions, given);
  const { tolerance: absolute, relativeTolerance: relative, pointRadius, ignoreFields, ...others } = options;
  const { types, datasets: wanted, runs: globs, manifest, failOn, ...access } = others;
  const how = {
    options: access satisfies Exactly<typeof storageOptions, typeof access>,
    isWhole: wanted.length === 0 && globs.length === 0,
  };
  return withTree(a, how, (left) =>
    withTree(b, how, async (right) => {
      const { datasets, runs, isRunWanted } = scopeOf(left, right, { datasets: wanted, runs: globs });
      const report = await compareTrees({
        storages: { a: left.storage, b: right.storage },
        trees: { a: left.location, b: right.location },
        options: {
          tolerance: { absolute, relative },
          pointRadius,
          ignoredFields: ignoreFields,
          datasets,
          isRunWanted,
          types: orNull(types),
        },
        runs,
        byManifest: manifest,
        failOn: severities.filter((severity) => failOn.includes(severity)),
        kernels: await loadKernels(),
        now,
        ...defined({ signal, onEntity }),
      });
      const { same, changed, added, removed } = report.totals.entities;
      const isEmpty = same + changed + added + removed === 0 && types.length === 0;
      if (!isEmpty || signal?.aborted === true) return report;
      const unmet = await whatIsUnmet([left, right], { datasets: wanted, runs: globs });
      return { ...report, notCompared: [...unmet, ...(report.notCompared ?? [])] };
    }),
  );
}

type Wanted = Pick<OptionValues<typeof diffOptions>, 'datasets' | 'runs'>;

/** Names that a message lists at most. */
const mostNames = 5;

/** Returns why the options selected nothing, with the names that there are. */
async function whatIsUnmet(trees: readonly OpenTree[], { datasets, runs }: Wanted): Promise<string[]> {
  const namesOf = async (list: (tree: OpenTree) => Promise<readonly string[]>) =>
    [...new Set((await Promise.all(trees.map(list))).flat())].sort(compareNaturally);
  const sentence = (type: string, wanted: readonly string[], names: readonly string[]) =>
    `no ${type} matches ${wanted.join(' or ')}: found ${nameSome(names, mostNames) || 'none'}`;
  const all = await namesOf(({ storage }) => listDatasets(storage));
  const known = all.filter((name) => datasets.length === 0 || datasets.includes(name));
  if (known.length === 0 && datasets.length > 0) return [sentence('dataset', datasets, all)];
  if (runs.length === 0) return [];
  const names = await namesOf(async ({ storage }) =>
    (await Promise.all(known.map((dataset) => listRuns(storage, dataset)))).flat(),
  );
  return [sentence('run', runs, names)];
}

/**
 * Returns the datasets and runs to compare, null for all: the dataset or run that A and B are, else the options. Fails
 * with a UsageError if A and B are of different levels.
 */
function scopeOf(a: OpenTree, b: OpenTree, { datasets, runs }: Wanted) {
  const [before, after] = [a, b].map(({ below }) => (below.length === 0 ? 'a tree' : below.join('/')));
  if (before !== after) {
    throw new UsageError(
      `A is ${before} and B is ${after}: compare trees, or the same dataset or run of two`,
    );
  }
  const [dataset, run] = a.below;
  const scope = { datasets: dataset === undefined ? orNull(datasets) : [dataset] };
  if (run !== undefined) return { ...scope, runs: [run], isRunWanted: (name: string) => name === run };
  return { ...scope, runs: orNull(runs), isRunWanted: runs.length === 0 ? null : matchRuns(runs) };
}

function orNull(list: readonly string[]): readonly string[] | null {
  return list.length === 0 ? null : list;
}

/** Draws sections of volumes that changed from A to B, one an entity. Those that cannot be read are skipped. */
export async function drawChanges(a: OpenTree, b: OpenTree, report: DiffReport): Promise<DrawnSection[]> {
  return drawIn({ a: a.storage, b: b.storage }, report, await loadKernels());
}
