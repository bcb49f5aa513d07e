import { readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diff } from '../../src/api/diff.js';
import { init } from '../../src/api/init.js';
import { validateSource } from '../../src/api/validate-source.js';
import { type Depth, depths } from '../../src/validate/report.js';
import { faultsOfOpenPage } from '../support/accessibility.js';
import { testInBrowser } from '../support/browser.js';
import { longOf } from '../support/long.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';
import { mutations } from '../validate/mutations/index.js';
import { run, tomogram } from '../validate/support/good-metadata.js';
import { goodTree } from '../validate/support/good-tree.js';
import {
  drop,
  findingsAt,
  findingsOf,
  findingsOfCommand,
  savedReport,
  writeTree,
} from './support/page-findings.js';
import { bucketAddress, plainAddress, serveTrees } from './support/tree-server.js';
import { withWebPage } from './support/web-page.js';

const test = suite('check of a folder in a browser');
const long = longOf(test);

/** Damages that one tree can have together; some are seen at one depth only. */
const damages = [
  'a chunk of another mask',
  'a type in the place of another',
  'raw tilts in UTF-16',
  'a flipped bit of the pixels’ checksum',
  'points of one instance in two colours',
  'limits of another tomogram',
  'a flipped voxel in the MRC',
  'a frame in the place of another',
];

/**
 * Opens sources: without a configuration, then with one beside them that has a fault, and with that in their folder. The
 * page does what the commands do.
 */
async function checkSources(page: Page, place: string, tree: string): Promise<void> {
  const { input, config, editConfig } = await makeTinyDeposition(place);
  const [area, section] = [page.locator('#config'), page.locator('#sources-checked')];
  await page.goBack();
  await page.locator('#run h1').waitFor();
  await drop(page.locator('#open-a'), input);
  await page.getByText('What it finds').waitFor();
  assert.not(await page.locator('#run').isVisible(), 'the run of the tree that was open');
  await page.goBack();
  assert.not(await page.locator('#tree').isVisible(), 'the tree that was open');
  const written = await init({ input });
  const afterSchema = (text: string) => text.slice(text.indexOf('\n'));
  assert.is(afterSchema(await area.inputValue()), afterSchema(written.config));
  await page.getByText(`${written.placeholders.length} values to fill in, 0 errors`).waitFor();
  await page.getByRole('button', { name: 'Check the sources' }).click();
  const errors = `${written.placeholders.length} errors in the configuration`;
  await page.getByText(`config.yaml: ${errors}, the first: a placeholder is left`).waitFor();
  assert.equal(await faultsOfOpenPage(page), []);

  await editConfig('pixel_spacing: 10.0', 'pixel_spacing: 100.0');
  await drop(page.locator('#open-a'), input, config);
  await page.getByText('The configuration has no errors; 3 warnings').waitFor();
  await page.getByRole('button', { name: 'Check the sources' }).click();
  await section.locator('.verdict').waitFor();
  const { findings } = await savedReport(section);
  const expected = findingsOf(await validateSource({ config, input }));
  assert.is(expected.length, 2);
  assert.equal(findings, JSON.parse(JSON.stringify(expected).replaceAll(`${place}/`, '')));
  assert.equal(await faultsOfOpenPage(page), []);
  await section
    .getByRole('button', { name: /^Line \d+ of the configuration$/ })
    .first()
    .click();
  await page.locator('#config:focus').waitFor();

  await rename(config, join(input, 'deposition.yaml'));
  await drop(page.locator('#open-a'), input);
  await page.locator('option', { hasText: 'source/deposition.yaml' }).waitFor({ state: 'attached' });
  assert.is(await area.inputValue(), await readFile(join(input, 'deposition.yaml'), 'utf8'));

  await area.press('Control+a');
  await page.keyboard.type('gains:\n- sources:\n- source_glob:\nli');
  await page.locator('#allowed').getByRole('button', { name: 'list_glob' }).click();
  assert.is(
    await area.inputValue(),
    `gains:\n  - sources:\n      - source_glob:\n${' '.repeat(10)}list_glob: `,
  );

  const choice = page.locator('#config-choice');
  for (const name of ['config.yaml', 'config-2.yaml']) {
    await page.getByRole('button', { name: 'Write one from the files' }).click();
    await page.locator('option', { hasText: name }).waitFor({ state: 'attached' });
    await area.press('x');
    await choice.selectOption('source/deposition.yaml');
    await choice.selectOption(name);
  }

  await drop(page.locator('#open-a'), tree, join(input, 'deposition.yaml'));
  await page.getByRole('button', { name: 'Open it as sources' }).click();
  await page.locator('option', { hasText: /^deposition.yaml$/ }).waitFor({ state: 'attached' });
}

/** In the page: has the dialog for folders return one of the browser's own, with one run in it. */
async function pickOwnFolder(): Promise<void> {
  const root = await (globalThis as unknown as OriginStorage).navigator.storage.getDirectory();
  const dataset = await root.getDirectoryHandle('10000', { create: true });
  const run = await dataset.getDirectoryHandle('TS_1', { create: true });
  const file = await run.getFileHandle('run_metadata.json', { create: true });
  const writer = await file.createWritable();
  await writer.write('{"run_name": "TS_1"}');
  await writer.close();
  Object.assign(globalThis, { showDirectoryPicker: async () => root });
}

/** What Chromium has of the File System API, which is no part of Node's types. */
interface OriginStorage {
  readonly navigator: { readonly storage: { getDirectory(): Promise<Folder> } };
}

interface Folder {
  getDirectoryHandle(name: string, options: { create: true }): Promise<Folder>;
  getFileHandle(
    name: string,
    options: { create: true },
  ): Promise<{ createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void> }> }>;
}

/** In the page: status, range and text of the letters that every MRC file has at byte 208. */
async function rangeOf(address: string): Promise<unknown[]> {
  const answer = await fetch(address, { headers: { Range: 'bytes=208-211' } });
  return [answer.status, answer.headers.get('Content-Range'), await answer.text()];
}

/** In the page: the left ends of the first line about a file that takes several. */
const linesOfFile = `[...document.querySelectorAll('#file pre div')].map((line) => {
  const range = document.createRange();
  range.selectNodeContents(line.firstChild);
  return [...range.getClientRects()].map(({ left }) => left);
}).find(({ length }) => length > 1)`;

testInBrowser(long, 'checks and compares as the commands do, and asks nobody else', async () => {
  await inTemporaryDirectory(async (place) => {
    const files = await goodTree();
    const planted = mutations.filter(({ what }) => damages.includes(what));
    // The digests of files show the last one, and its headers too.
    assert.is(planted.length, damages.length + 1);
    for (const { change } of planted) change(files);
    const [damaged, good] = [join(place, 'damaged'), join(place, 'good')];
    await writeTree(damaged, files);
    await writeTree(good, await goodTree());
    const expected = new Map<Depth, unknown[]>();
    for (const depth of depths) expected.set(depth, await findingsOfCommand(damaged, depth));
    assert.equal(
      [...expected.values()].map(({ length }) => length),
      [3, 9, 11],
    );
    await withWebPage(async ({ page, complaints, firstLoad }) => {
      assert.ok(firstLoad > 200_000 && firstLoad < 1_000_000, `${firstLoad} bytes before a folder is opened`);
      await drop(page.locator('#open-a'), damaged);
      for (const depth of depths) {
        assert.equal(await findingsAt(page, depth), expected.get(depth), depth);
        // The page has a choice of the depth, and no option.
        assert.not.match((await page.locator('#checked').textContent()) ?? '', '--depth');
      }

      // One right after the other, so that the check has begun and has not ended.
      await page.evaluate(`document.getElementById('check').click();
        setTimeout(() => document.getElementById('cancel').click())`);
      await page.getByText('everything after the interrupt').waitFor();
      assert.not(await page.locator('#problem').isVisible());
      assert.equal(await findingsAt(page, 'deep'), expected.get('deep'));

      await page.getByText('error IMAGE_UNREADABLE × 1, broken rule: Images can be decoded').waitFor();
      assert.equal(await faultsOfOpenPage(page), []);
      assert.not(await page.locator('#no-viewer').isVisible());
      await page.locator('#work').waitFor({ state: 'hidden' });
      const link = (await page.locator('#runs article a.open').getAttribute('href')) ?? '';
      const [base = ''] = link.split('/viewer/#!');
      const state = await page.evaluate(
        (address) => fetch(address).then((answer) => answer.text()),
        link.split('#!')[1] ?? '',
      );
      assert.match(state, `"zarr://${base}/tree/${tomogram}/TS_A.zarr"`);
      const part = await page.evaluate(rangeOf, `${base}/tree/${tomogram}/TS_A.mrc`);
      const mrc = files.get(`${tomogram}/TS_A.mrc`) ?? new Uint8Array();
      assert.equal(part, [206, `bytes 208-211/${mrc.length}`, 'MAP ']);
      const atVoxel = await page
        .getByRole('link', { name: 'Show it in the viewer' })
        .first()
        .getAttribute('href');
      assert.match(atVoxel ?? '', `${link}?position=`);
      await page.locator('#runs article a.more').click();
      await page.getByRole('heading', { name: 'TS_A dataset 10001' }).waitFor();
      const boxes = page.locator('#run [data-layer]');
      await page.getByText('Layers to open').click();
      await boxes.first().uncheck();
      await boxes.nth(1).check();
      const shown = (await page.locator('#run [data-viewer] a').getAttribute('href')) ?? '';
      assert.match(shown, `${link}?layers=1`);
      const asked = await page.evaluate(
        (address) => fetch(address).then((answer) => answer.text()),
        `${shown.split('#!')[1]}&position=3,2,1`,
      );
      const { layers, position } = JSON.parse(asked);
      assert.equal([layers[0].visible, layers[1].visible, position], [false, true, [3, 2, 1]]);
      assert.match((await page.locator('#run .shot img').getAttribute('src')) ?? '', /^blob:/);
      await page.getByText('IMAGE_UNREADABLE: 1 finding').waitFor();
      assert.equal(await faultsOfOpenPage(page), []);
      await page.getByRole('link', { name: 'All runs' }).click();

      await page.locator('#open-b input[webkitdirectory]').setInputFiles(good);
      await page.locator('#compared .verdict').waitFor();
      const here = await diff(damaged, good);
      const there = await savedReport(page.locator('#compared'));
      const [a, b] = [damaged, good].map((directory) => basename(directory));
      await page.locator('#compared').getByText(`A: ${a}, B: ${b}`, { exact: true }).waitFor();
      for (const facts of ['verdict', 'options', 'failOn', 'totals', 'entities'] as const)
        assert.equal(
          there[facts],
          JSON.parse(JSON.stringify(here[facts]).replaceAll(`${place}/`, '')),
          facts,
        );
      await page.getByLabel('File to inspect').setInputFiles(join(good, tomogram, 'TS_A.mrc'));
      await page.getByText('12 × 20 × 18').waitFor();
      await page.locator('#file img[src^=blob]').waitFor();
      const window = page.viewportSize();
      await page.setViewportSize({ width: 390, height: 844 });
      const [first = 0, second = 0] = await page.evaluate<number[]>(linesOfFile);
      assert.ok(second > first, `a long line goes on at ${second}, and begins at ${first}`);
      if (window !== null) await page.setViewportSize(window);
      assert.equal(await faultsOfOpenPage(page), []);
      assert.equal(complaints, []);

      await checkSources(page, join(place, 'deposited'), good);
      assert.equal(complaints, []);

      const requests = await serveTrees(page, files, run);
      for (const address of [bucketAddress, plainAddress]) {
        await page.getByRole('textbox', { name: 'Address of a tree' }).fill(address);
        await page.getByRole('button', { name: 'Open the address of a tree' }).click();
        await page.getByRole('heading', { name: address }).waitFor();
        assert.equal(await findingsAt(page, 'headers'), expected.get('headers'), address);
      }
      // Of the files of the run, the ledger has the sizes.
      assert.is(requests.filter((request) => request.startsWith('HEAD')).length, 4);

      await page.evaluate(pickOwnFolder);
      await page.getByRole('button', { name: 'Open the folder of a tree' }).click();
      await page.getByText('1 dataset, 1 run, 1 file of 20 B').waitFor();
    });
  });
});

test.run();
