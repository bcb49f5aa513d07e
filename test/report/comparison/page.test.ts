import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testInBrowser, withPage } from '../../support/browser.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeComparisonPage } from './support.js';

const test = suite('page of a comparison');

test('the page holds all it needs and nothing that ends its script', async () => {
  const { html } = await makeComparisonPage();
  assert.not.match(html, /(?:src|href)="(?!data:)/);
  assert.is(html.match(/<\/script>/g)?.length, 2);
  assert.is(html.match(/<img src="data:image\/png;base64,/g)?.length, 6);
  assert.match(html, 'before &lt;/script&gt; → after');
  assert.match(html, /, 1 January 1970 at 00:00 UTC, .* A is the first tree, B the second\./);
});

testInBrowser(test, 'it lists, filters and shows sections without a complaint', async () => {
  const { html, report } = await makeComparisonPage();
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
