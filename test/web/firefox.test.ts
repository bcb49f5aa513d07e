import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { mutations } from '../validate/mutations/index.js';
import { goodTree } from '../validate/support/good-tree.js';
import { firefox, hasFirefox, withFirefoxPage } from './support/firefox.js';
import { findingsOfCommand, writeTree } from './support/page-findings.js';
import { withServedPage } from './support/web-page.js';

const test = suite('check of a folder in Firefox');

/** Firefox takes long to start, so that a campaign does. */
const isCampaign = Number(process.env.CRYOET_TEST_ROUNDS ?? 0) > 0;

/** Damages that one tree can have together. */
const damages = ['a chunk of another mask', 'raw tilts in UTF-16', 'points of one instance in two colours'];

/**
 * In the page: has the input for folders give the files of another one. WebDriver gives files only to inputs that are
 * not for folders, without the paths that a folder's have.
 */
const giveFolder = (paths: readonly string[]) => `(() => {
  const files = document.querySelector('#given').files;
  const paths = ${JSON.stringify(paths)};
  paths.forEach((path, index) => Object.defineProperty(files[index], 'webkitRelativePath', { value: 'tree/' + path }));
  const input = document.querySelector('#open-a input[webkitdirectory]');
  Object.defineProperty(input, 'files', { value: files });
  input.dispatchEvent(new Event('change'));
  return 'given ' + files.length;
})()`;

/** In the page: waits until an expression is true. */
const until = (expression: string) => `new Promise((resolve) => {
  const look = () => (${expression}) ? resolve('done') : setTimeout(look, 50);
  look();
})`;

const findings = `(async () => {
  let saved;
  URL.createObjectURL = (blob) => { saved = blob.text(); return '#'; };
  [...document.querySelectorAll('#checked button')].find(({ textContent }) => textContent === 'Save as JSON').click();
  await ${until('saved !== undefined')};
  return saved;
})()`;

const name = 'finds at depth deep what the command finds';
const run = async () => {
  await inTemporaryDirectory(async (place) => {
    const files = await goodTree();
    for (const { what, change } of mutations) if (damages.includes(what)) change(files);
    await writeTree(place, files);
    const expected = await findingsOfCommand(place, 'deep');
    assert.ok(expected.length >= damages.length);
    await withServedPage(({ address }) =>
      withFirefoxPage(address, async (page) => {
        await page.evaluate(
          `document.body.insertAdjacentHTML('beforeend', '<input type="file" multiple id="given">')`,
        );
        const paths = [...files.keys()];
        await page.setFiles(
          '#given',
          paths.map((path) => join(place, path)),
        );
        assert.is(await page.evaluate(giveFolder(paths)), `given ${paths.length}`);
        await page.evaluate(
          until(`document.querySelector('#runs article a') && document.querySelector('#work').hidden`),
        );
        await page.evaluate(
          `document.querySelector('#depth').value = 'deep'; document.querySelector('#check').click()`,
        );
        await page.evaluate(
          until(`document.querySelector('#checked .verdict') && document.querySelector('#work').hidden`),
        );
        const report = JSON.parse(await page.evaluate(findings));
        assert.equal(report.findings, expected);
      }),
    );
  });
};

if (isCampaign && hasFirefox) test(name, run);
else test.skip(`${name} (skipped: a campaign does, with ${firefox} and WebSocket)`, run);

test.run();
