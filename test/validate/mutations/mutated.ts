import type { Layout } from '../../../src/tree/layout/path-templates.js';
import { goodTree } from '../support/good-tree.js';
import { inPortalLayout } from '../support/portal-layout.js';
import type { Mutation, Tree } from './mutation.js';

/** Convert the good tree, or a mutation of it, to each layout. */
const converted: Readonly<Record<Layout, (tree: Tree) => Tree>> = {
  documented: (tree) => tree,
  portal: inPortalLayout,
};

/** Returns the good tree with a mutation, in a layout. */
export async function mutated(change: Mutation['change'], layout: Layout, only?: Layout): Promise<Tree> {
  const good = await goodTree();
  const tree = only === undefined ? good : converted[only](good);
  change(tree);
  return only === undefined ? converted[layout](tree) : tree;
}
