import { collectionDirectory, fixedDirectories, type Layout } from '../layout/index.js';
import type { TreeFile } from './tree-file.js';

/** A deposition, a dataset apart from its runs, a run, or what lies at the tree's root. */
export interface UnitPlace {
  readonly kind: 'root' | 'deposition' | 'dataset' | 'run';
  /** Its directory below the tree's root; empty for the root. */
  readonly directory: string;
  readonly deposition: string | null;
  readonly dataset: string | null;
  readonly run: string | null;
}

/** Files that are looked at together and then forgotten. */
export interface Unit extends UnitPlace {
  /** Ascending by path. A dataset's are those outside its runs. */
  readonly files: readonly TreeFile[];
}

const nowhere = { deposition: null, dataset: null, run: null };

/** What lies at the tree's root, outside of all directories. */
export const rootPlace: UnitPlace = { ...nowhere, kind: 'root', directory: '' };

export function depositionPlace(deposition: string, layout: Layout): UnitPlace {
  const directory = `${collectionDirectory('deposition', layout, {})}/${deposition}`;
  return { ...nowhere, kind: 'deposition', directory, deposition };
}

export function datasetPlace(dataset: string): UnitPlace {
  return { kind: 'dataset', directory: dataset, deposition: null, dataset, run: null };
}

export function runPlace(dataset: string, run: string): UnitPlace {
  return { kind: 'run', directory: `${dataset}/${run}`, deposition: null, dataset, run };
}

/** The unit that a path belongs to. */
export function unitOfPath(path: string): UnitPlace {
  const [first = '', second, third] = path.split('/', 3);
  if (second === undefined) return rootPlace;
  if (fixedDirectories('root').has(first)) {
    return third === undefined
      ? { ...nowhere, kind: 'deposition', directory: first }
      : { ...nowhere, kind: 'deposition', directory: `${first}/${second}`, deposition: second };
  }
  if (third === undefined || fixedDirectories('dataset').has(second)) return datasetPlace(first);
  return runPlace(first, second);
}
