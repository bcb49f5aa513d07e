import type { ObjectInfo } from '../storage/index.js';
import type { Sides } from './change.js';
import type { DiffOptions } from './options.js';
import {
  datasetFiles,
  depositionFiles,
  rootFiles,
  runFiles,
  runNames,
  type TreeSide,
} from './tree/tree-side.js';

/** A part of the trees whose files are paired with each other and then forgotten. */
export interface Scope {
  readonly deposition: string | null;
  readonly dataset: string | null;
  readonly run: string | null;
  /** Whether either tree has it at all. */
  readonly isThere: Sides<boolean>;
  files(side: 'a' | 'b'): Promise<readonly ObjectInfo[]>;
}

/** The parts of two trees that the options ask for: depositions, datasets with their runs, what lies at the root. */
export async function* scopesOf(trees: Sides<TreeSide>, options: DiffOptions): AsyncGenerator<Scope> {
  const { datasets, isRunWanted } = options;
  const isWhole = datasets === null && isRunWanted === null;
  const nowhere = { deposition: null, dataset: null, run: null };
  if (isWhole) {
    for (const deposition of namesOf(trees, ({ depositions }) => depositions)) {
      yield {
        ...nowhere,
        deposition,
        isThere: has(trees, ({ depositions }) => depositions, deposition),
        files: (side) => depositionFiles(trees[side], deposition),
      };
    }
  }
  for (const dataset of namesOf(trees, (tree) => tree.datasets)) {
    if (datasets !== null && !datasets.includes(dataset)) continue;
    if (isRunWanted === null) {
      const isThere = has(trees, (tree) => tree.datasets, dataset);
      yield { ...nowhere, dataset, isThere, files: (side) => datasetFiles(trees[side], dataset) };
    }
    const runs = { a: await runNames(trees.a, dataset), b: await runNames(trees.b, dataset) };
    for (const run of sorted([...runs.a, ...runs.b])) {
      if (isRunWanted !== null && !isRunWanted(run)) continue;
      const isThere = { a: runs.a.includes(run), b: runs.b.includes(run) };
      yield { deposition: null, dataset, run, isThere, files: (side) => runFiles(trees[side], dataset, run) };
    }
  }
  if (isWhole) {
    yield { ...nowhere, isThere: { a: true, b: true }, files: (side) => rootFiles(trees[side]) };
  }
}

function namesOf({ a, b }: Sides<TreeSide>, names: (tree: TreeSide) => readonly string[]): string[] {
  return sorted([...names(a), ...names(b)]);
}

function has(
  trees: Sides<TreeSide>,
  names: (tree: TreeSide) => readonly string[],
  name: string,
): Sides<boolean> {
  return { a: names(trees.a).includes(name), b: names(trees.b).includes(name) };
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
