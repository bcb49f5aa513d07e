import { compareCodePoints } from '../storage/keys/index.js';
import {
  datasetPlace,
  depositionPlace,
  listDatasets,
  listDepositions,
  listRuns,
  type PublishedTree,
  rootPlace,
  runPlace,
  type UnitPlace,
} from '../tree/index.js';
import type { Sides } from './change.js';
import type { DiffOptions } from './options.js';

/** A unit of the trees, whose files are paired with each other and then forgotten. */
export interface Scope {
  readonly place: UnitPlace;
  /** Whether either tree has it at all. */
  readonly isThere: Sides<boolean>;
}

/** The parts of two trees that the options ask for: depositions, datasets with their runs, what lies at the root. */
export async function* scopesOf(trees: Sides<PublishedTree>, options: DiffOptions): AsyncGenerator<Scope> {
  const { datasets, isRunWanted } = options;
  const isWhole = datasets === null && isRunWanted === null;
  if (isWhole) {
    for (const [name, isThere] of await namesOf(trees, listDepositions)) {
      yield { place: depositionPlace(name, trees.a.layout), isThere };
    }
  }
  for (const [dataset, isThere] of await namesOf(trees, listDatasets)) {
    if (datasets !== null && !datasets.includes(dataset)) continue;
    if (isRunWanted === null) yield { place: datasetPlace(dataset), isThere };
    for (const [run, has] of await namesOf(trees, (storage) => listRuns(storage, dataset))) {
      if (isRunWanted === null || isRunWanted(run)) yield { place: runPlace(dataset, run), isThere: has };
    }
  }
  if (isWhole) yield { place: rootPlace, isThere: { a: true, b: true } };
}

/** The names that either tree has, ascending, each with which of them has it. */
async function namesOf(
  trees: Sides<PublishedTree>,
  list: (storage: PublishedTree['storage']) => Promise<readonly string[]>,
): Promise<[string, Sides<boolean>][]> {
  const [a, b] = [new Set(await list(trees.a.storage)), new Set(await list(trees.b.storage))];
  return [...new Set([...a, ...b])]
    .sort(compareCodePoints)
    .map((name) => [name, { a: a.has(name), b: b.has(name) }]);
}
