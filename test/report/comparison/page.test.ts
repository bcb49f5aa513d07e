import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareTrees, type DiffReport, drawSections } from '../../../src/diff/index.js';
import { renderComparison } from '../../../src/report/index.js';
import { loadKernels } from '../../../src/volume/kernels/index.js';
import { exact } from '../../diff/support/diff-memory.js';
import { ndjson, plainPoints } from '../../diff/support/make-content.js';
import { annotations, copyTree, makeTree, putText, tomogramLevels } from '../../diff/support/make-tree.js';
import { type MadeLevel, putZarr } from '../../diff/support/make-zarr.js';
import { createMemoryStorage } from '../../diff/support/memory-storage.js';
import { testInBrowser, withPage } from '../../support/browser.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

const test = suite('page of a comparison');

const kernels = await loadKernels();

/** A comparison with a changed volume, changed points and a file whose name is markup. */
async function makePage(): Promise<{ html: string; report: DiffReport }> {
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

test('the page holds all it needs and nothing that ends its script', async () => {
  const { html } = await makePage();
  assert.not.match(html, /(?:src|href)="(?!data:)/);
  assert.is(html.match(/<\/script>/g)?.length, 2);
  assert.is(html.match(/<img src="data:image\/png;base64,/g)?.length, 6);
  assert.match(html, 'before &lt;/script&gt; → after');
});

testInBrowser(test, 'it lists, filters and shows sections without a complaint', async () => {
  const { html, report } = await makePage();
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, 'diff.html');
    await writeFile(file, html);
    await withPage(file, async ({ page, complaints }) => {
      const count = () => page.locator('#count').textContent();
      assert.match(
        (await page.locator('#verdict').textContent()) ?? '',
        /^different: 2 science, 1 metadata changes/,
      );
      assert.is(await count(), `3 of ${report.entities.length} entities`);
      assert.match((await page.locator('#entities').textContent()) ?? '', 'voxels differ, 1 of 780');
      await page.locator('#search').fill('points only in A');
      assert.is(await count(), `1 of ${report.entities.length} entities`);
      await page.locator('#search').fill('');
      await page.locator('#severity').selectOption('metadata');
      assert.is(await count(), `1 of ${report.entities.length} entities`);
      await page.locator('#severity').selectOption('');
      await page.locator('#everything').check();
      assert.is(await count(), `${report.entities.length} of ${report.entities.length} entities`);
      const widths = await page
        .locator('#entities .triple img')
        .evaluateAll((images) =>
          images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
        );
      assert.equal(widths, [13, 13, 13, 13, 13, 13]);
      assert.equal(complaints, []);
    });
  });
});

test.run();
