import { fixedDirectories, ownDirectory } from '../layout/index.js';
import type { ObjectInfo, Storage } from '../storage/index.js';
import { joinKey } from '../storage/keys/index.js';
import type { PublishedTree } from './open-tree.js';
import { classifyFile, type TreeFile } from './tree-file.js';
import type { UnitPlace } from './unit.js';

/** Names of the directories of depositions, in either layout's place; ascending in each. */
export async function listDepositions(storage: Storage): Promise<string[]> {
  const names: string[] = [];
  for (const root of await directoriesBelow(storage, '')) {
    if (!fixedDirectories('root').has(root)) continue;
    names.push(...(await storage.readDirectory(root)).map(({ name }) => name));
  }
  return names;
}

/** Names of the directories of datasets, ascending. */
export async function listDatasets(storage: Storage): Promise<string[]> {
  const names = await directoriesBelow(storage, '');
  return names.filter((name) => !fixedDirectories('root').has(name) && name !== ownDirectory);
}

/** Names of the runs of a dataset, ascending; none where there is no such dataset. */
export async function listRuns(storage: Storage, dataset: string): Promise<string[]> {
  const names = await directoriesBelow(storage, dataset);
  return names.filter((name) => !fixedDirectories('dataset').has(name));
}

/** Every file of a unit with its place, as it is listed. Fails with a StorageError when it cannot be listed. */
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

/** Names of the directories right below one, ascending. */
async function directoriesBelow(storage: Storage, directory: string): Promise<string[]> {
  const entries = await storage.readDirectory(directory);
  return entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
}
