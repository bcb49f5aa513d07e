import type { DiffReport } from '../../../src/diff/compare-trees.js';
import { compareTrees } from '../../../src/diff/compare-trees.js';
import { drawSections } from '../../../src/diff/draw-sections.js';
import { renderComparison } from '../../../src/report/comparison/render-comparison.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { exact } from '../../diff/support/diff-memory.js';
import { ndjson, plainPoints } from '../../diff/support/make-content.js';
import { annotations, copyTree, makeTree, putText, tomogramLevels } from '../../diff/support/make-tree.js';
import { type MadeLevel, putZarr } from '../../diff/support/make-zarr.js';
import { createMemoryStorage } from '../../diff/support/memory-storage.js';

const kernels = await loadKernels();

/** A comparison with a changed volume, changed points and a file with markup in its name. */
export async function makeComparisonPage(): Promise<{ html: string; report: DiffReport }> {
  const a = await makeTree(kernels, 'documented');
  const b = copyTree(a);
  const levels = tomogramLevels();
  (levels[0] as MadeLevel).values[100] = 77;
  putZarr(b.files, b.path('tomogramZarr'), kernels, 'float32', levels);
  putText(b, b.path('annotationFile', annotations.points), ndjson(plainPoints().slice(2)));
  putText(b, '10001/TS_001/Reconstructions/<script>alert(1)</script>.txt', 'x');
  const storages = { a: createMemoryStorage(a.files, 'A'), b: createMemoryStorage(b.files, 'B') };
  const report = await compareTrees({
    storages,
    trees: { a: 'before </script>', b: 'after' },
    options: exact,
    runs: null,
    failOn: ['science', 'metadata'],
    kernels,
    now: () => new Date(0),
  });
  const change = report.entities.flatMap(({ changes }) => changes).find(({ kind }) => kind === 'voxels');
  const sections = change === undefined ? [] : await drawSections(storages, change, kernels);
  const html = renderComparison(report, 'html', { detail: 'all', maxDetails: 200, sections });
  return { html, report };
}
