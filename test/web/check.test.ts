import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validate } from '../../src/api/validate.js';
import { renderReport } from '../../src/report/validation/render-report.js';
import { depths } from '../../src/validate/report.js';
import { testInBrowser } from '../support/browser.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { mutations } from '../validate/mutations/index.js';
import { goodTree } from '../validate/support/good-tree.js';
import { withWebPage } from './support/web-page.js';

const test = suite('check of a folder in a browser');

/** Damages that one tree can have together; some are seen at one depth only. */
const damages = [
  'a chunk of another mask',
  'a type in the place of another',
  'raw tilts in UTF-16',
  'a flipped bit of the pixels’ checksum',
  'points of one instance in two colours',
  'limits of another tomogram',
];

async function writeTree(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(join(directory, dirname(path)), { recursive: true });
    await writeFile(join(directory, path), bytes);
  }
}

/** The report that the page saves. */
async function savedReport(page: Page): Promise<{ findings: unknown[] }> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as JSON' }).click(),
  ]);
  return JSON.parse(await readFile(await saved.path(), 'utf8'));
}

testInBrowser(test, 'finds what the command finds, at every depth, and asks nobody', async () => {
  await inTemporaryDirectory(async (directory) => {
    const files = await goodTree();
    const planted = mutations.filter(({ what }) => damages.includes(what));
    assert.is(planted.length, damages.length);
    for (const { change } of planted) change(files);
    await writeTree(directory, files);
    await withWebPage(async ({ page, complaints }) => {
      await page.locator('#open-a input[type=file]').setInputFiles(directory);
      const counts: number[] = [];
      for (const depth of depths) {
        await page.locator('#depth').selectOption(depth);
        await page.getByRole('button', { name: 'Check', exact: true }).click();
        await page.locator('#checked .verdict').waitFor();
        const { findings } = await savedReport(page);
        const here = await validate(directory, { depth, config: null });
        const { findings: expected } = JSON.parse(
          renderReport(here, 'json', { rules: [], thumbnails: new Map() }),
        );
        assert.equal(findings, expected, depth);
        counts.push(findings.length);
      }
      assert.equal(counts, [2, 7, 7]);
      assert.equal(complaints, []);
    });
  });
});

test.run();
