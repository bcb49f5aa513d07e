import { basename, dirname, resolve } from 'node:path';
import { closing, undoing } from '../base/closing.js';
import { defined } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { ListedStorage } from '../storage/listed-storage.js';
import { type ListedStorageOptions, openListedStorage, openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import type { Selection } from '../tree/selection.js';
import { levelOf } from '../tree/units.js';
import { type AccessOptions, accessOf } from './locations.js';

/** A published tree, or a dataset or run of one, open for reading. */
export interface OpenTree {
  readonly storage: Storage;
  /** Names of the directories below the root: none, a dataset, or a dataset and a run. */
  readonly below: readonly string[];
  /** The location as given. */
  readonly location: string;
  close(): Promise<void>;
}

/** Options for opening a tree. */
export interface OpenTreeOptions {
  readonly options?: AccessOptions;
  /** Objects that were read and that no checksum covers are added; small ones are read twice. By default neither. */
  readonly unchecked?: Set<string>;
  /** True if the location is the root of a tree, whatever it contains. */
  readonly isRoot?: boolean;
  /** True (the default) if all of the tree will be read: a bucket is then listed in one pass. */
  readonly isWhole?: boolean;
  /** Called now and then with the number of listed files. */
  onListed?(files: number): void;
}

/**
 * Opens a tree, or a dataset or run of one, in a directory or `s3://bucket/prefix`. Fails with a StorageError if
 * there is nothing.
 *
 * @example
 * ```js
 * import { openTree } from 'cryoet-ingest';
 *
 * const tree = await openTree('published/10901/TS_001');
 * console.log(tree.below.join('/')); // 10901/TS_001
 * await tree.close();
 * ```
 */
export async function openTree(
  location: string,
  { options = {}, unchecked, isRoot = false, isWhole = true, onListed }: OpenTreeOptions = {},
): Promise<OpenTree> {
  const storage = { ...(await accessOf(options)), ...defined({ unchecked }) };
  const located = isRoot
    ? { storage: await openStorage(location, { ...storage, check: 'source' }), below: [] }
    : await locateTree(location, { ...storage, isWhole, ...defined({ onListed }) });
  return { ...located, location, close: () => located.storage.close() };
}

/** Runs work with an open tree, or opens one and closes it afterwards. */
export async function withTree<Result>(
  tree: string | OpenTree,
  how: OpenTreeOptions,
  work: (tree: OpenTree) => Promise<Result>,
): Promise<Result> {
  if (typeof tree !== 'string') return work(tree);
  const opened = await openTree(tree, how);
  return closing(opened, () => work(opened));
}

/**
 * Opens the tree that contains a location: the parent of a dataset or the grandparent of a run, because paths in
 * metadata start there. The listing of a bucket is kept for the tree. Fails with a StorageError if there is nothing
 * at the location, or if the root would be above the bucket.
 */
async function locateTree(tree: string, options: ListedStorageOptions) {
  const storage = await openListedStorage(tree, options);
  const entries = await undoing(storage, 'close', () => storage.readDirectory(''));
  const level = levelOf(entries);
  if (level === 'tree') return { storage, below: [] };
  await storage.close();
  const { root, names } = split(tree, level === 'run' ? 2 : 1);
  const outer = await openStorage(root, options);
  const isListed = storage instanceof ListedStorage;
  return { storage: isListed ? storage.seenFrom(outer, names.join('/')) : outer, below: names };
}

/** Splits a location into the root and the names of its last directories. */
function split(tree: string, count: number): { root: string; names: string[] } {
  const isRemote = tree.includes('://');
  const names: string[] = [];
  let root = isRemote ? tree.replace(/\/+$/, '') : resolve(tree);
  for (let step = 0; step < count; step++) {
    names.unshift(isRemote ? root.slice(root.lastIndexOf('/') + 1) : basename(root));
    root = isRemote ? root.slice(0, root.lastIndexOf('/')) : dirname(root);
  }
  if (isRemote && !/:\/\/[^/]/.test(root)) {
    // Paths in metadata start at the root of a tree, which would be above the bucket.
    throw new StorageError('failed', 'no room for a tree around it in the bucket', {
      path: tree,
      expected: `a tree, or ${count === 1 ? 's3://bucket/dataset' : 's3://bucket/dataset/run'}`,
      found: count === 1 ? 'a dataset' : 'a run',
    });
  }
  return { root, names };
}

/** Returns the datasets and runs to read: the dataset or run of the location, narrowed by the options. */
export function scopeOf(
  below: readonly string[],
  datasets: readonly string[],
  runs: readonly string[],
): Selection {
  const [dataset, run] = below;
  return {
    datasets: dataset !== undefined ? [dataset] : datasets.length > 0 ? datasets : null,
    runs: runs.length > 0 ? runs : null,
    runDirectory: dataset !== undefined && run !== undefined ? `${dataset}/${run}` : null,
  };
}
