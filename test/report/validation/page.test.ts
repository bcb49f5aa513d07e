import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderReport } from '../../../src/report/validation/render-report.js';
import { testInBrowser, withPage } from '../../support/browser.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { extras, spoiledReport } from './support.js';

const test = suite('page of a validation');

/** In the page: the numbers of lines that severities and headings of the table take. */
const linesOfWords = `[...new Set([...document.querySelectorAll('#findings thead th, #findings td.error, #findings td.warning')]
  .map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getClientRects().length;
  }))]`;

testInBrowser(test, 'it shows the counts, filters and searches without a complaint', async () => {
  const html = renderReport(await spoiledReport(), 'html', extras);
  await inTemporaryDirectory(async (directory) => {
    const file = join(directory, 'report.html');
    await writeFile(file, html);
    await withPage(file, async ({ page, complaints }) => {
      const count = () => page.locator('#count').textContent();
      const rows = () => page.locator('#findings tbody tr').count();
      assert.is(await page.locator('#verdict').textContent(), 'invalid: 4 errors, 1 warning');
      assert.match(
        (await page.locator('header').textContent()) ?? '',
        /, 1 January 1970 at 00:00 UTC, 1\.5 s;/,
      );
      // Options that a fix names are code.
      assert.ok((await page.locator('#codes p code').count()) > 0);
      assert.not.match((await page.locator('#codes').textContent()) ?? '', '`');
      assert.is(await count(), '5 of 5 findings');
      assert.is(await rows(), 5);
      assert.match((await page.locator('#findings').textContent()) ?? '', '<script>alert(1)<&script>.txt');
      await page.locator('#severity').selectOption('warning');
      assert.is(await count(), '1 of 5 findings');
      await page.locator('#severity').selectOption('');
      await page.locator('#code').selectOption('METADATA_VALUE_WRONG');
      assert.is(await rows(), 2);
      await page.locator('#code').selectOption('');
      await page.locator('#search').fill('polished');
      assert.is(await rows(), 1);
      await page.locator('#search').fill('');
      await page.locator('#run').selectOption('10001/TS_A');
      assert.is(await count(), '5 of 5 findings');
      assert.is(await page.locator('#codes details').count(), 4);
      const width = await page
        .locator('#images img')
        .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
      assert.is(width, 13);
      // Narrow, but not yet a list: no severity and no heading is broken within its word.
      await page.setViewportSize({ width: 820, height: 900 });
      assert.equal(await page.evaluate(linesOfWords), [1]);
      assert.equal(complaints, []);
    });
  });
});

test.run();
