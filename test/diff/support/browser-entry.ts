// What a page runs: bundled for a browser by browser.test.ts.
import { compareTrees } from '../../../src/diff/compare-trees.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { type Files, memoryStorage } from '../../validate/support/memory-storage.js';

/** Compares two trees in memory, as a program in a browser would. */
export default async function changesBetween(a: Files, b: Files) {
  const { entities, totals, verdict } = await compareTrees({
    storages: { a: memoryStorage(a), b: memoryStorage(b) },
    trees: { a: 'A', b: 'B' },
    options: {
      tolerance: { absolute: 0, relative: 0 },
      pointRadius: 10,
      ignoredFields: [],
      datasets: null,
      isRunWanted: null,
      types: null,
    },
    runs: null,
    failOn: ['science'],
    kernels: await loadKernels(),
    now: () => new Date(0),
  });
  return { entities, totals, verdict };
}
