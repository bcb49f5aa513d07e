import { StorageError } from '../../errors/index.js';
import { type Layout, layouts, parsePath } from '../../layout/index.js';
import type { ObjectInfo, Storage } from '../../storage/index.js';

/** Directories of deposition metadata, by layout. */
const depositionRoots: Readonly<Record<Layout, string>> = {
  documented: 'DepositionMetadata',
  portal: 'depositions_metadata',
};

/** Files looked at before a tree without telling names is taken for a documented one. */
const longestLook = 100_000;

/** One of the two trees. */
export interface TreeSide {
  readonly storage: Storage;
  readonly layout: Layout;
  /** Names below the root. */
  readonly depositions: readonly string[];
  readonly datasets: readonly string[];
}

/** Opens a tree and tells its layout. Fails with a StorageError when there is nothing. */
export async function openTree(storage: Storage): Promise<TreeSide> {
  const entries = await storage.readDirectory('');
  if (entries.length === 0) {
    throw new StorageError('missing', 'no tree is there', {
      path: storage.location(''),
      expected: 'a directory that an ingest wrote',
    });
  }
  const names = entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
  const layout = await tellLayout(storage, names);
  const roots = Object.values(depositionRoots).filter((root) => names.includes(root));
  const depositions = await Promise.all(roots.map((root) => storage.readDirectory(root)));
  return {
    storage,
    layout,
    depositions: depositions.flat().map(({ name }) => name),
    datasets: names.filter((name) => !roots.includes(name)),
  };
}

async function tellLayout(storage: Storage, names: readonly string[]): Promise<Layout> {
  const roots = (Object.keys(depositionRoots) as Layout[]).filter((layout) =>
    names.includes(depositionRoots[layout]),
  );
  if (roots.length === 1) return roots[0] as Layout;
  let looked = 0;
  for await (const { key } of storage.list('')) {
    const [only, ...others] = layouts.filter((layout) => parsePath(key, layout) !== null);
    if (only !== undefined && others.length === 0) return only;
    looked += 1;
    if (looked > longestLook) break;
  }
  return 'documented';
}

/** Names of the runs of a dataset. */
export async function runNames({ storage, datasets }: TreeSide, dataset: string): Promise<string[]> {
  if (!datasets.includes(dataset)) return [];
  const entries = await storage.readDirectory(dataset);
  return entries
    .filter(({ kind, name }) => kind === 'directory' && name !== 'Images')
    .map(({ name }) => name);
}

/** Files of a deposition's own directories. */
export async function depositionFiles({ storage }: TreeSide, deposition: string): Promise<ObjectInfo[]> {
  const lists = Object.values(depositionRoots).map((root) => listAll(storage, `${root}/${deposition}`));
  return (await Promise.all(lists)).flat();
}

/** Files of a dataset that belong to none of its runs. */
export async function datasetFiles({ storage }: TreeSide, dataset: string): Promise<ObjectInfo[]> {
  return [...(await filesDirectlyBelow(storage, dataset)), ...(await listAll(storage, `${dataset}/Images`))];
}

/** All files below a run. */
export function runFiles({ storage }: TreeSide, dataset: string, run: string): Promise<ObjectInfo[]> {
  return listAll(storage, `${dataset}/${run}`);
}

/** Files that lie at the root, outside everything. */
export function rootFiles({ storage }: TreeSide): Promise<ObjectInfo[]> {
  return filesDirectlyBelow(storage, '');
}

async function listAll(storage: Storage, directory: string): Promise<ObjectInfo[]> {
  const files: ObjectInfo[] = [];
  for await (const info of storage.list(directory)) files.push(info);
  return files;
}

async function filesDirectlyBelow(storage: Storage, directory: string): Promise<ObjectInfo[]> {
  const entries = await storage.readDirectory(directory);
  const files = entries
    .filter(({ kind }) => kind === 'file')
    .map(({ name }) => storage.stat(directory === '' ? name : `${directory}/${name}`));
  return (await Promise.all(files)).filter((info) => info !== null);
}
