import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStorage } from '../../src/storage/open-storage.js';
import type { ValidationReport } from '../../src/validate/report.js';
import { viewerUrl } from '../../src/view/tree-answers.js';
import { startViewServer } from '../../src/view/view-server.js';
import { annotationEntry, annotationsOnPublished } from '../support/annotations-only.js';
import { testInBrowser } from '../support/browser.js';
import { longOf } from '../support/long.js';
import { openNeuroglancer } from '../support/neuroglancer-page.js';
import { runInProcess } from '../support/run-in-process.js';
import { sharedPath, testShared } from '../support/shared.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { readJsonFile } from '../support/tree.js';

const test = suite('annotations that come later to published tomograms');
const long = longOf(test);

const root = new URL('../../../', import.meta.url);
const { directory, remove } = temporaryDirectory();
const output = join(directory, 'out');
const spacing = '10998/TS_001/Reconstructions/VoxelSpacing13.480';
const state = `${spacing}/NeuroglancerPrecompute/100-neuroglancer-config.json`;

interface StateLayer {
  readonly name: string;
  readonly annotationColor?: string;
}

let made: readonly StateLayer[] = [];
let renewed: readonly StateLayer[] = [];
/** Voxel x, y, z of the only point that came later. */
let place: readonly [number, number, number] = [0, 0, 0];

test.after(remove);

/** Ingests what a configuration says of one run. */
async function ingest(config: string): Promise<void> {
  const places = [config, join(directory, 'source'), output];
  const result = await runInProcess(['ingest', ...places, '--quiet', '--filter', 'run=TS_001']);
  assert.equal(result, { status: 0, stdout: '', stderr: '' });
}

const layersOf = async () => (await readJsonFile(output, state)).layers as unknown as readonly StateLayer[];

testShared(long, 'made-1, then a deposition of annotations only: no finding', async () => {
  const golden = sharedPath('golden', 'made-1');
  const [source, config] = [join(directory, 'source'), join(directory, 'later.yaml')];
  await cp(join(golden, 'source'), source, { recursive: true });
  await ingest(join(golden, 'config.yaml'));
  made = await layersOf();
  const metadata = await readJsonFile(output, `${spacing}/Tomograms/100/tomogram-metadata.json`);
  const { x, y, z } = metadata.size as { x: number; y: number; z: number };
  place = [Math.round(x / 3), Math.round(y / 3), Math.round(z / 2)];
  await mkdir(join(source, 'later'), { recursive: true });
  await writeFile(join(source, 'later', 'points.csv'), `${place.join(',')}\n`);
  const runs = { deposition: 10995, dataset: '10998', prefix: 'later' };
  const entries = [
    annotationEntry('late', 'late finding', [
      'Point: {file_format: csv, glob_string: points.csv, is_visualization_default: true}',
    ]),
  ];
  await writeFile(config, annotationsOnPublished(entries, runs));
  await ingest(config);
  renewed = await layersOf();
  assert.equal(
    renewed.map(({ name }) => name),
    [...made.map(({ name }) => name), '112 late finding point'],
  );
  const checked = await runInProcess(['validate', output, '--depth', 'deep', '--format', 'json', '--quiet']);
  const report = JSON.parse(checked.stdout) as ValidationReport;
  assert.equal(report.codes, []);
  assert.is(checked.status, 0);
  const document = JSON.parse(await readFile(join(output, state), 'utf8')) as { deposition_id: number };
  assert.is(document.deposition_id, 10995);
});

testInBrowser(long, 'the viewer draws them where they are', async () => {
  const layer = renewed.at(-1);
  // Without the golden deposition there is nothing to look at.
  if (layer === undefined) return;
  const server = await startViewServer({
    storage: await openStorage(output),
    port: 0,
    viewer: new URL('viewer/dist/', root),
    allowedOrigin: null,
    passes: () => true,
    check: null,
  });
  const viewer = await openNeuroglancer(viewerUrl({ state }, server.url.replace(/\/$/, '')));
  try {
    const shown = await viewer.layers();
    assert.ok(shown.some(({ name, visible }) => name === layer.name && visible));
    await viewer.show([layer.name]);
    const hex = layer.annotationColor ?? '';
    const color = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
      number,
      number,
      number,
    ];
    const [x, y, z] = place;
    await viewer.look('xy', [x + 0.5, y + 0.5, z + 0.5], 8);
    assert.ok((await viewer.find([color], 1)).pixels > 0, `at ${place}`);
    await viewer.look('xy', [x + 30, y + 20, z + 0.5], 8);
    assert.is((await viewer.find([color], 1)).pixels, 0);
    assert.equal(viewer.exceptions, []);
  } finally {
    await viewer.close();
    await server.close();
  }
});

test.run();
