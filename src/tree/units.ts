// Units of a tree: the parts that are read, checked and forgotten one after the other, so that memory does not
// grow with the tree.

import { inTurn } from '../base/collections.js';
import { baseName, joinKey } from '../storage/keys.js';
import type { DirectoryEntry, ObjectInfo, Storage } from '../storage/storage.js';
import { collectionDirectory } from './layout/build-path.js';
import { isOwnFile, ownDirectory } from './layout/own-files.js';
import {
  fixedDirectories,
  type Layout,
  layouts,
  type PathTemplateName,
  pathTemplates,
} from './layout/path-templates.js';
import type { PublishedTree } from './open-tree.js';
import { classifyFile, type TreeFile } from './tree-file.js';

/** A unit: a deposition, a dataset without its runs, a run, or the files at the root of the tree. */
export interface UnitPlace {
  readonly kind: 'root' | 'deposition' | 'dataset' | 'run';
  /** Directory below the root of the tree; empty for the root. */
  readonly directory: string;
  readonly deposition: string | null;
  readonly dataset: string | null;
  readonly run: string | null;
}

/** A unit with its files, which are processed together. */
export interface Unit extends UnitPlace {
  /** Ascending by path; of a dataset those outside its runs. */
  readonly files: readonly TreeFile[];
}

const nowhere = { deposition: null, dataset: null, run: null };

/** The unit of files directly in the root of the tree. */
export const rootPlace: UnitPlace = { ...nowhere, kind: 'root', directory: '' };

export function depositionPlace(deposition: string, layout: Layout): UnitPlace {
  const directory = `${collectionDirectory('deposition', layout, {})}/${deposition}`;
  return { ...nowhere, kind: 'deposition', directory, deposition };
}

/** Returns the unit of a dataset without its runs. */
export function datasetPlace(dataset: string): UnitPlace {
  return { kind: 'dataset', directory: dataset, deposition: null, dataset, run: null };
}

export function runPlace(dataset: string, run: string): UnitPlace {
  return { kind: 'run', directory: `${dataset}/${run}`, deposition: null, dataset, run };
}

/** Returns the unit that a path belongs to. */
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

/** Lists the directories of depositions, in the place of either layout; ascending in each. */
export async function listDepositions(storage: Storage): Promise<string[]> {
  const roots = (await directoriesBelow(storage, '')).filter((root) => fixedDirectories('root').has(root));
  return (await inTurn(roots, (root) => storage.readDirectory(root))).flat().map(({ name }) => name);
}

/** Lists the directories of datasets, ascending. */
export async function listDatasets(storage: Storage): Promise<string[]> {
  const names = await directoriesBelow(storage, '');
  return names.filter((name) => !fixedDirectories('root').has(name) && name !== ownDirectory);
}

/** Lists the runs of a dataset, ascending; none if there is no such dataset. */
export async function listRuns(storage: Storage, dataset: string): Promise<string[]> {
  const names = await directoriesBelow(storage, dataset);
  return names.filter((name) => !fixedDirectories('dataset').has(name));
}

/** Yields the files of a unit in the order of the listing. Fails with a StorageError if it cannot be listed. */
export async function* listUnitFiles(
  { storage, layout }: PublishedTree,
  { kind, directory, deposition }: UnitPlace,
): AsyncGenerator<TreeFile> {
  for await (const info of listing()) yield classifyFile(info, layout);

  async function* listing(): AsyncGenerator<ObjectInfo> {
    if (kind === 'run') yield* storage.list(directory);
    else if (kind === 'deposition') {
      for (const root of fixedDirectories('root')) yield* storage.list(`${root}/${deposition}`);
    } else {
      yield* filesRightIn(storage, directory);
      if (kind !== 'dataset') return;
      for (const name of fixedDirectories('dataset')) yield* storage.list(`${directory}/${name}`);
    }
  }
}

async function* filesRightIn(storage: Storage, directory: string): AsyncGenerator<ObjectInfo> {
  for (const { name, kind } of await storage.readDirectory(directory)) {
    const info = kind === 'file' ? await storage.stat(joinKey(directory, name)) : null;
    if (info !== null) yield info;
  }
}

/** Lists the directories directly below a directory, ascending. */
async function directoriesBelow(storage: Storage, directory: string): Promise<string[]> {
  const entries = await storage.readDirectory(directory);
  return entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
}

/**
 * Groups a listing in ascending order of keys by unit: a run or deposition is complete after its last file, a dataset
 * after its runs. The tool's own files are left out. Memory holds the files of one run and of one dataset's own
 * directory.
 */
export async function* groupUnits(listing: AsyncIterable<ObjectInfo>, layout: Layout): AsyncGenerator<Unit> {
  type Building = UnitPlace & { readonly files: TreeFile[] };
  let inner: Building | null = null;
  let dataset: Building | null = null;
  const root: Building = { ...rootPlace, files: [] };
  for await (const info of listing) {
    if (inner?.kind === 'run' && info.key.startsWith(`${inner.directory}/`)) {
      inner.files.push(classifyFile(info, layout));
      continue;
    }
    if (isOwnFile(info.key)) continue;
    const place = unitOfPath(info.key);
    if (inner !== null && inner.directory !== place.directory) {
      yield inner;
      inner = null;
    }
    if (dataset !== null && dataset.dataset !== place.dataset) {
      yield dataset;
      dataset = null;
    }
    const file = classifyFile(info, layout);
    if (place.dataset !== null) dataset ??= { ...datasetPlace(place.dataset), files: [] };
    if (place.kind === 'root') root.files.push(file);
    else if (place.kind === 'dataset') dataset?.files.push(file);
    else {
      inner ??= { ...place, files: [] };
      inner.files.push(file);
    }
  }
  for (const unit of [inner, dataset, root]) if (unit !== null) yield unit;
}

/** Returns the level of a directory from its entries: a run, a dataset or, by default, a tree. */
export function levelOf(entries: readonly DirectoryEntry[]): 'tree' | 'dataset' | 'run' {
  const holds = (template: PathTemplateName) => {
    const names = layouts.map((layout) => baseName(pathTemplates[template].path[layout]));
    return entries.some(({ name, kind }) => kind === 'file' && names.includes(name));
  };
  const isRun = entries.some(({ name, kind }) => kind === 'directory' && fixedDirectories('run').has(name));
  if (isRun || holds('runMetadata')) return 'run';
  return holds('datasetMetadata') ? 'dataset' : 'tree';
}
