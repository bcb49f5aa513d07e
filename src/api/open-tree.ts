import { basename, dirname, resolve } from 'node:path';
import { StorageError } from '../base/errors.js';
import { storageOf, storageOptions } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { ListedStorage, type ListedStorageOptions, openListedStorage } from '../storage/listed-storage.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import type { Selection } from '../tree/selection.js';
import { levelOf } from '../tree/units.js';

/** A published tree that is open for reading, or the dataset or run of one. */
export interface OpenTree extends LocatedTree {
  /** The location as it was given. */
  readonly location: string;
  close(): Promise<void>;
}

/** How a tree is opened. */
export interface OpenTreeOptions {
  readonly options?: Partial<OptionValues<typeof storageOptions>>;
  /** Takes the location for the root of a tree, whatever lies there. */
  readonly isRoot?: boolean;
  /** Whether all of it will be looked at, true by default: a bucket is then listed in one pass. */
  readonly isWhole?: boolean;
  /** Told now and then how many files a pass has met. */
  onListed?(files: number): void;
}

/**
 * Opens a tree, or the dataset or run of one, in a directory or `s3://bucket/prefix`. Fails with a StorageError when there
 * is nothing.
 */
export async function openTree(
  location: string,
  { options = {}, isRoot = false, isWhole = true, onListed }: OpenTreeOptions = {},
): Promise<OpenTree> {
  const storage = storageOf(await resolveOptions(storageOptions, options));
  const located = isRoot
    ? { storage: await openStorage(location, { ...storage, check: 'source' }), below: [] }
    : await locateTree(location, { ...storage, isWhole, ...(onListed === undefined ? {} : { onListed }) });
  return { ...located, location, close: () => located.storage.close() };
}

/** Works on a tree that is open already, or opens one for that long. */
export async function withTree<Result>(
  tree: string | OpenTree,
  how: OpenTreeOptions,
  work: (tree: OpenTree) => Promise<Result>,
): Promise<Result> {
  if (typeof tree !== 'string') return work(tree);
  const opened = await openTree(tree, how);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

/** A tree's storage, from its root, and the part of it that the user named. */
interface LocatedTree {
  readonly storage: Storage;
  /** Directories below the root that TREE is: none, a dataset, or a dataset and a run. */
  readonly below: readonly string[];
}

/**
 * Opens what TREE lies in: a dataset's parent, or a run's grandparent, because paths in metadata start there.
 * What was listed of a bucket to tell which of them it is need not be listed again.
 * Fails with a StorageError when there is nothing of that name, or a bucket has no room for what it lies in.
 */
async function locateTree(tree: string, options: ListedStorageOptions): Promise<LocatedTree> {
  const storage = await openListedStorage(tree, options);
  const entries = await storage.readDirectory('').catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const level = levelOf(entries);
  if (level === 'tree') return { storage, below: [] };
  await storage.close();
  const { root, names } = split(tree, level === 'run' ? 2 : 1);
  const outer = await openStorage(root, options);
  const isListed = storage instanceof ListedStorage;
  return { storage: isListed ? storage.seenFrom(outer, names.join('/')) : outer, below: names };
}

/** A location and the names of its last directories. */
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

/** What to look at: TREE itself, narrowed by the options. */
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
