import { type OptionValues, resolveOptions, storageOf, storageOptions } from '../options/index.js';
import { openStorage } from '../storage/index.js';
import { type LocatedTree, locateTree } from './tree/locate-tree.js';

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
