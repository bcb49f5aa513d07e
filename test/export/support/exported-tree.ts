import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportTree } from '../../../src/api/export-tree.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './made-tree.js';

/** Makes a tree with one run of 40 oriented points, and exports it to new directories. */
export async function exportedTree() {
  const { directory, remove } = temporaryDirectory();
  const tree = join(directory, 'tree');
  const points = madePoints(40);
  await writeTree(tree, madeRun(points));
  let count = 0;
  /** Exports the tree to a new directory; returns the report and a reader of its files. */
  const exported = async (format: string, options: Parameters<typeof exportTree>[3] = {}) => {
    count += 1;
    const out = join(directory, `out-${count}`);
    const report = await exportTree(tree, out, format, options);
    return { report, out, text: (path: string) => readFile(join(out, path), 'utf8') };
  };
  return { directory, remove, tree, points, exported };
}
