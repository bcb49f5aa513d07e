import type { Storage } from '../storage/index.js';
import { listUnitFiles, openTree, type PublishedTree } from '../tree/index.js';
import { type Kernels, loadKernels } from '../volume/kernels/index.js';
import type { Sides } from './change.js';
import { diffScope } from './diff-scope.js';
import type { EntityDiff } from './entity-diff.js';
import { oneSided } from './one-sided.js';
import type { DiffOptions } from './options.js';
import { type Scope, scopesOf } from './scopes.js';

/**
 * What changed from tree A to tree B, entity by entity as they are compared. Fails with a StorageError when a tree is
 * not there or cannot be listed; files that cannot be read or compared are changes of kind `unreadable`. Kernels are loaded
 * unless they are given.
 */
export async function* diffTrees(
  storages: Sides<Storage>,
  options: DiffOptions,
  loaded?: Kernels,
): AsyncGenerator<EntityDiff> {
  const kernels = loaded ?? (await loadKernels());
  const [a, b] = [await openTree(storages.a), await openTree(storages.b)];
  const trees = { a, b };
  if (a.layout !== b.layout) yield layoutDiff(a.layout, b.layout);
  for await (const scope of scopesOf(trees, options)) {
    const isRunMissing = scope.place.kind === 'run' && scope.isThere.a !== scope.isThere.b;
    if (isRunMissing && options.types === null) yield await missingRun(scope, trees);
    else yield* diffScope(scope, trees, kernels, options);
  }
}

const nowhere = {
  deposition: null,
  dataset: null,
  run: null,
  spacing: { a: null, b: null },
  id: { a: null, b: null },
};

function layoutDiff(a: string, b: string): EntityDiff {
  const files = { a: null, b: null };
  return {
    ...nowhere,
    type: 'tree',
    status: 'changed',
    files: 0,
    changes: [{ kind: 'layout', severity: 'storage', at: null, a, b, files }],
  };
}

/** A whole run that only one tree has is one change, however much it holds. */
async function missingRun({ place, isThere }: Scope, trees: Sides<PublishedTree>): Promise<EntityDiff> {
  const side = isThere.a ? 'a' : 'b';
  const { deposition, dataset, run, directory: path } = place;
  let files = 0;
  for await (const _ of listUnitFiles(trees[side], place)) files += 1;
  const lone = { side, type: 'run', spacing: null, id: null, files, severity: 'science', path } as const;
  const { spacing, id, ...change } = oneSided(lone);
  return { deposition, dataset, run, spacing, id, ...change };
}
