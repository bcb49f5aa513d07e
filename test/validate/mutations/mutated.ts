import type { Layout } from '../../../src/tree/layout/path-templates.js';
import { goodTree } from '../support/good-tree.js';
import { inPortalLayout } from '../support/portal-layout.js';
import type { Mutation, Tree } from './mutation.js';

/** Returns the good tree with a mutation, in a layout. */
export async function mutated(change: Mutation['change'], layout: Layout, only?: Layout): Promise<Tree> {
  const good = await goodTree();
  const tree = only === 'portal' ? inPortalLayout(good) : good;
  change(tree);
  return layout === 'portal' && only === undefined ? inPortalLayout(tree) : tree;
}
