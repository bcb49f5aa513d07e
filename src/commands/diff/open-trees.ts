import { UsageError } from 'clipanion';
import type { Sides } from '../../diff/index.js';
import type { ListedStorageOptions, Storage } from '../../storage/index.js';
import { locateTree } from '../validate/locate-tree.js';

/** Two trees, and the dataset or run of both that was named. */
export interface OpenTrees {
  readonly storages: Sides<Storage>;
  readonly dataset: string | null;
  readonly run: string | null;
}

/**
 * Opens what A and B lie in. Fails with a StorageError when there is nothing of that name, and with a UsageError when
 * they are a dataset and a tree, or two runs of different names.
 */
export async function openTrees(a: string, b: string, options: ListedStorageOptions): Promise<OpenTrees> {
  const [left, right] = [await locateTree(a, options), await locateTree(b, options)];
  const [before, after] = [left.below, right.below].map((names) => names.join('/'));
  if (before !== after) {
    throw new UsageError(
      `A is ${before === '' ? 'a tree' : before} and B is ${after === '' ? 'a tree' : after}: compare trees, or the same dataset or run of two`,
    );
  }
  const [dataset = null, run = null] = left.below;
  return { storages: { a: left.storage, b: right.storage }, dataset, run };
}
