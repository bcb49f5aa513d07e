import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { localState } from '../../src/view/tree-answers.js';
import type { ViewServer } from '../../src/view/view-server.js';
import { testInBrowser, withBrowser } from '../support/browser.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { run, tomogram } from '../validate/support/good-metadata.js';
import { bareRun, doneCheck, serve, writeViewedTree } from './support.js';

const test = suite('pages of runs');

const { directory, remove } = temporaryDirectory();
const dataset = run.split('/')[0];
let server: ViewServer;

const ask = async (path: string) => {
  const response = await fetch(`${server.url}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test.before(async () => {
  await writeViewedTree(directory);
  server = await serve(directory, doneCheck);
});
test.after(async () => {
  await server.close();
  remove();
});

test('metadata as tables, authors, plots by section, annotation counts, findings', async () => {
  const { status, text, headers } = await ask(`run/${run}`);
  assert.is(status, 200);
  assert.match(text, '<th scope="row">run_name</th><td>TS_A</td>');
  assert.match(text, '<h2>Tilt series 100');
  assert.match(text, 'aria-label="tilt angle (°) by section of tilt series 100: ');
  assert.match(text, 'aria-label="accumulated dose (e/Å²) by section of tilt series 100: ');
  assert.match(text, 'aria-label="defocus (µm) by section of tilt series 100: ');
  assert.match(text, '<h3>Authors</h3>');
  assert.match(text, /<h2>5 annotations <small>\d+ objects<\/small><\/h2>/);
  assert.match(text, /5 annotations \((?:membrane|ribosome|vesicles|microtubule|nucleosome|, ){9}\)/);
  assert.match(text, /<h2>Tomogram 100 <small>13\.480 Å, raw<\/small><\/h2>/);
  assert.match(
    text,
    /MRC_NVERSION_UNKNOWN: 1 finding <small>Broken rule: [^<]*TS_A\.mrc: &lt;odd&gt;<\/small>/,
  );
  assert.ok(text.indexOf('MRC_NVERSION_UNKNOWN') < text.indexOf('<h2>Tomogram'), 'findings come first');
  assert.match(text, 'TS_A.mrc: &lt;odd&gt;</li>');
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'nonce-[^']+'(?:;|$)/);
  assert.not.match(policy, 'unsafe');
  assert.not.match(text, / style="/);
});

test('the first page has findings on the cards, and the tilt series of a run without tomograms', async () => {
  const { text } = await ask('');
  assert.match(text, `href="run/${run}">run page</a><p class="error">1 error, 1 warning</p>`);
  const card = new RegExp(`<article data-run="${bareRun}">.*?</article>`, 's').exec(text)?.[0] ?? '';
  assert.match(card, 'aria-label="tilt angles of TS_ONLY_TILTS: ');
  assert.match(card, /tilt series 100, \d sections, no tomogram/);
  assert.match(card, `href="run/${dataset}/${bareRun}"`);
  const bare = await ask(`run/${dataset}/${bareRun}`);
  assert.match(bare.text, 'tilt angle (°) by section');
  assert.match(bare.text, 'No finding in this run.');
});

test('runs are filtered by what they have', async () => {
  const { text } = await ask('');
  const cards = [...text.matchAll(/<article data-run="([^"]*)"><div class="picture"([^>]*)>/g)];
  assert.equal(
    cards.map(([, name, facets]) => [name, facets]),
    [
      [
        'TS_A',
        ' data-spacing="13.480 Å" data-processing="raw" data-object="membrane\nmicrotubule\nnucleosome\nribosome\nvesicles"',
      ],
      [bareRun, ' data-spacing="" data-processing="" data-object=""'],
    ],
  );
});

test('a state shows the layers that are asked for', async () => {
  const page = await ask(`run/${run}`);
  const state = /#!([^"]+config\.json)"/.exec(page.text)?.[1] ?? '';
  const visible = async (url: string) => {
    const { layers } = (await (await fetch(url)).json()) as { layers: { visible?: boolean }[] };
    return layers.map((layer, index) => (layer.visible === false ? -1 : index)).filter((index) => index >= 0);
  };
  assert.equal(await visible(`${state}?layers=1`), [1]);
  assert.equal(await visible(`${state}?layers=`), []);
  const positionAt = async (url: string) => JSON.parse(await (await fetch(url)).text()).position;
  assert.equal(await positionAt(`${state}?position=3,2,1`), [3, 2, 1]);
  for (const odd of ['3,2', '3,2,1-', ''])
    assert.equal(await positionAt(`${state}?position=${odd}`), await positionAt(state), odd);
  assert.ok((await visible(state)).includes(0));
});

test('a state keeps archived layers, and shows those that are asked for', () => {
  const bytes = new TextEncoder().encode('{"layers":[{"visible":true},{"visible":true,"archived":true}]}');
  const shown = (layers: number[] | null) =>
    localState(bytes, '1/TS_1/config.json', '/', { layers: layers && new Set(layers), position: null })
      ?.layers;
  const archived = { visible: true, archived: true };
  assert.equal(shown(null), [{ visible: true }, archived]);
  assert.equal(shown([0]), [{ visible: true }, { ...archived, visible: false }]);
  assert.equal(shown([1]), [{ visible: false }, { ...archived, archived: false }]);
});

test('no such run is a 404', async () => {
  for (const place of ['run/10001/nobody', 'run/10001', 'run/1/2/3', 'run/..%2f..%2fetc/x']) {
    assert.ok((await ask(place)).status >= 400, place);
  }
});

test('a tomogram without OME-Zarr has no viewer configuration, and the page says why', async () => {
  const other = temporaryDirectory();
  await writeViewedTree(other.directory);
  const path = join(other.directory, tomogram, 'tomogram-metadata.json');
  const metadata = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...metadata, omezarr_dir: null, neuroglancer_config_path: null }));
  await rm(join(other.directory, metadata.neuroglancer_config_path));
  const own = await serve(other.directory, doneCheck);
  try {
    const text = await (await fetch(`${own.url}run/${run}`)).text();
    assert.match(text, 'It has no viewer configuration, as there is no OME-Zarr for the viewer to read.');
  } finally {
    await own.close();
    other.remove();
  }
});

testInBrowser(test, 'each layer has a switch, and all of them one', async () => {
  await withBrowser(async (browser) => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${server.url}run/${run}`);
    const link = () => page.locator('[data-viewer] a').getAttribute('href');
    const boxes = await page.locator('[data-layer]').count();
    assert.ok(boxes > 1);
    await page.getByText('Layers to open').first().click();
    await page.locator('[data-all]').check();
    assert.match(
      (await link()) ?? '',
      `?layers=${Array.from({ length: boxes }, (_, index) => index).join(',')}`,
    );
    await page.locator('[data-layer="0"]').uncheck();
    assert.match((await link()) ?? '', /\?layers=1,/);
    await page.locator('[data-all]').check();
    await page.locator('[data-all]').uncheck();
    assert.match((await link()) ?? '', /\?layers=$/);
    await page.goto(server.url);
    const note = () => page.evaluate("getComputedStyle(document.querySelector('.runs'), '::after').content");
    assert.is(await note(), 'none');
    await page.locator('#filter').fill('no such run');
    assert.is(await note(), '"No run to show."');
    assert.equal(complaints, []);
  });
});

test.run();
