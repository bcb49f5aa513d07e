import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderReport } from '../../src/report/validation/render-report.js';
import type { CheckState } from '../../src/view/check-state.js';
import { faultsOf } from '../support/accessibility.js';
import { testInBrowser, withBrowser } from '../support/browser.js';
import { longOf } from '../support/long.js';
import { artifacts } from '../support/picture-of-terminal.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { run } from '../validate/support/good-metadata.js';
import { goodTree } from '../validate/support/good-tree.js';
import { validateFiles } from '../validate/support/validate-files.js';
import { bareRun, doneCheck, serve, writeViewedTree } from '../view/support.js';
import { makeComparisonPage } from './comparison/support.js';
import { extras, spoiledReport } from './validation/support.js';

const test = suite('pages for everybody');
const long = longOf(test);

/** For people, who ask for it with CRYOET_ARTIFACTS. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.CRYOET_ARTIFACTS === undefined) return;
  await mkdir(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
}

async function checkFiles(pages: Readonly<Record<string, string>>): Promise<void> {
  await inTemporaryDirectory(async (directory) => {
    await withBrowser(async (browser) => {
      for (const [name, html] of Object.entries(pages)) {
        const file = join(directory, `${name}.html`);
        await writeFile(file, html);
        const open = async (page: Page) => {
          await page.goto(pathToFileURL(file).href);
          // Folded content is checked too.
          await page.evaluate("for (const node of document.querySelectorAll('details')) node.open = true");
        };
        assert.equal(
          await faultsOf(browser, open, (page, setting) => picture(page, `page-${name}-${setting}`)),
          [],
          name,
        );
      }
    });
  });
}

testInBrowser(
  test,
  'reports of validations have no fault of level AA and no sideways scrolling',
  async () => {
    await checkFiles({
      'validate-invalid': renderReport(await spoiledReport(), 'html', extras),
      'validate-valid': renderReport(await validateFiles(await goodTree(), 'headers'), 'html', extras),
    });
  },
);

testInBrowser(long, 'reports of comparisons have none', async () => {
  await checkFiles({ diff: (await makeComparisonPage()).html });
});

testInBrowser(long, 'pages of the view server have none', async () => {
  await inTemporaryDirectory(async (directory) => {
    await writeViewedTree(directory);
    const dataset = run.split('/')[0];
    const running: CheckState = { kind: 'running', runs: 3, errors: 1, warnings: 0 };
    await withBrowser(async (browser) => {
      for (const [name, check, path] of [
        ['view-index', doneCheck, ''],
        ['view-index-running', running, ''],
        ['view-run', doneCheck, `run/${run}`],
        ['view-run-bare', null, `run/${dataset}/${bareRun}`],
      ] as const) {
        const server = await serve(directory, check);
        try {
          const open = async (page: Page) => {
            await page.goto(`${server.url}${path}`);
            await page.evaluate("for (const node of document.querySelectorAll('details')) node.open = true");
          };
          assert.equal(
            await faultsOf(browser, open, (page, setting) => picture(page, `page-${name}-${setting}`)),
            [],
            name,
          );
        } finally {
          await server.close();
        }
      }
    });
  });
});

test.run();
