import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeJson } from '../../src/base/json-text.js';
import type { JsonObject } from '../../src/base/json-value.js';
import { annotationColors, formatHex } from '../../src/neuroglancer/colors.js';
import { runCard } from '../../src/view/index-page.js';
import { runSections } from '../../src/view/run-page.js';
import { readRunContents, readTreeIndex } from '../../src/view/tree-contents.js';
import { memoryStorage } from '../validate/support/memory-storage.js';
import { textOf } from './support.js';

const test = suite('what the pages show of a tree');

const links = {
  indexUrl: '#',
  fileUrl: (path: string) => path,
  viewerUrl: () => 'viewer',
  volumeUrl: () => null,
};

/** Returns the page of a run whose files have these metadata. */
async function pageOf(files: Readonly<Record<string, JsonObject | 'not JSON'>>) {
  const encode = (value: JsonObject | string) =>
    typeof value === 'string' ? new TextEncoder().encode(value) : encodeJson(value);
  const entries = Object.entries({ 'run_metadata.json': {}, ...files }).map(
    ([path, value]) => [`1/TS_1/${path}`, encode(value)] as const,
  );
  const tree = { storage: memoryStorage(new Map(entries)), layout: 'documented' } as const;
  const contents = await readRunContents(tree, '1', 'TS_1');
  assert.ok(contents);
  return runSections({ dataset: '1', run: 'TS_1', contents, check: null, links });
}

const annotationPath = (spacing: string, id: number) =>
  `Reconstructions/VoxelSpacing${spacing}/Annotations/${id}/a-1.0.json`;
const tomogramPath = (spacing: string) =>
  `Reconstructions/VoxelSpacing${spacing}/Tomograms/100/tomogram_metadata.json`;
const annotationOf = (name: string, more: JsonObject = {}) => ({ annotation_object: { name }, ...more });

test('its first lines say how many of what, at which spacing, how processed, the tilt range, the dose', async () => {
  const { header, main } = await pageOf({
    [tomogramPath('9.000')]: { processing: 'raw' },
    [tomogramPath('10.000')]: { processing: 'denoised' },
    'TiltSeries/100/tiltseries_metadata.json': { tilt_range: { min: -60, max: 60 }, total_flux: 93 },
    ...Object.fromEntries(
      Array.from({ length: 8 }, (_, id) => [annotationPath('9.000', id), annotationOf(`<${id}>`)]),
    ),
  });
  assert.is(
    textOf(header.replace(/.*<\/h1>/s, '')),
    '2 tomograms (9.000 Å raw, 10.000 Å denoised), 8 annotations (&lt;0&gt;, &lt;1&gt;, &lt;2&gt;, &lt;3&gt;, &lt;4&gt;, &lt;5&gt; and 2 more), 1 tilt series (−60° to 60°, 93 e/Å²), 0 alignments',
  );
  assert.match(main, 'This run was not checked.');
});

test('an item of a type without a section of its own has its number, its metadata and a link to its volume', () => {
  const average = { id: 100, voxelSpacing: '9.000', metadata: { omezarr_dir: 'a.zarr', symmetry: 'C<1>' } };
  const contents = {
    ...{ metadata: {}, tiltSeries: [], alignments: [], tomograms: [], annotations: [], viewed: [] },
    // Any type stands for one that is new.
    others: [{ ...average, type: 'tomogram' as const }],
    unreadable: [],
  };
  const opened = { ...links, volumeUrl: (path: string, name: string) => `${path}#${name}` };
  const page = runSections({ dataset: '1', run: 'TS_1', contents, check: null, links: opened });
  assert.match(page.header, ', 0 alignments, 1 tomogram');
  assert.match(page.main, '<h2>Tomogram 100 <small>9.000 Å</small></h2>');
  assert.match(page.main, '<a href="a.zarr#TS_1 tomogram 100">Open the tomogram in the viewer</a>');
  assert.match(page.main, '<th scope="row">symmetry</th><td>C&lt;1&gt;</td>');
});

test('annotations have the colours that ingest gives them: ordered by voxel spacing, without unreadable ones', async () => {
  const { main } = await pageOf({
    [annotationPath('10.000', 100)]: annotationOf('ribosome', { object_count: 3 }),
    [annotationPath('9.000', 1000)]: annotationOf('membrane', { object_count: 1 }),
    [annotationPath('9.000', 999)]: annotationOf('ribosome', { object_count: 3 }),
    [annotationPath('9.000', 100)]: 'not JSON',
  });
  assert.match(main, '<h2>4 annotations <small>4 objects at 9.000 Å, 3 objects at 10.000 Å</small></h2>');
  const rows = [
    ...main.matchAll(/data-label="annotation">(\d+)<.*?data-label="object">(?:.*?fill="(#\w+)")?/g),
  ];
  const colors = annotationColors(['ribosome', 'membrane', 'ribosome']).map(formatHex);
  assert.equal(rows.map(([, id, fill]) => [id, fill]).slice(1), [
    ['999', colors[0]],
    ['1000', colors[1]],
    ['100', colors[2]],
  ]);
});

test('annotations and layers have the colours of the viewer configuration, and layers their kind in words', async () => {
  const layer = (name: string, annotationColor: string | null) => ({ name, annotationColor });
  const { main } = await pageOf({
    [annotationPath('9.000', 100)]: annotationOf('ribosome'),
    [annotationPath('10.000', 100)]: annotationOf('ribosome'),
    [tomogramPath('9.000')]: {},
    'Reconstructions/VoxelSpacing9.000/NeuroglancerPrecompute/100-neuroglancer-config.json': {
      layers: [
        layer('100 ribosome orientedpoint 10.000 Å', '#00ff00'),
        layer('100 ribosome orientedmesh', '#123abc'),
        layer('101 ribosome point', '"><script>'),
      ],
    },
  });
  const dots = (of: string) =>
    [...main.matchAll(new RegExp(`${of}(?:<svg.*?fill="(#\\w+)"/></svg>)?([^<]*)<`, 'g'))].map(
      ([, ...found]) => found,
    );
  assert.equal(dots('data-layer="\\d"(?: checked)?> '), [
    ['#00ff00', '100 ribosome oriented point 10.000 Å'],
    ['#123abc', '100 ribosome oriented mesh'],
    [undefined, '101 ribosome point'],
  ]);
  const made = annotationColors(['ribosome', 'ribosome']).map(formatHex);
  assert.equal(dots('data-label="object">'), [
    ['#123abc', 'ribosome'],
    [made[1], 'ribosome'],
  ]);
});

test('many annotations and authors are folded, shapes are words, and nothing is "undefined" or "-"', async () => {
  const authors = Array.from({ length: 40 }, (_, index) => ({ name: `A${index}`, ORCID: null }));
  const { main } = await pageOf({
    [tomogramPath('9.000')]: { authors, processing: 'undefined', ctf: null, last_updated_at: 1741942805 },
    ...Object.fromEntries(
      Array.from({ length: 33 }, (_, id) => [
        annotationPath('9.000', id),
        annotationOf('-', {
          annotation_method: 'undefined',
          authors,
          files: [{ shape: 'InstanceSegmentationMask' }],
        }),
      ]),
    ),
  });
  assert.match(main, '<p>By A0, A1, A2, A3, A4, A5 and 34 more</p>');
  assert.match(main, 'data-label="authors">A0, A1, A2 and 37 more<');
  assert.match(main, 'data-label="shapes">instance segmentation mask<');
  assert.match(main, '<summary>3 more</summary>');
  assert.match(main, '<th scope="row">ctf</th><td>not stated</td>');
  assert.match(main, '<th scope="row">last_updated_at</th><td>14 March 2025 at 09:00 UTC</td>');
  assert.match(main, '<h2>Tomogram 100 <small>9.000 Å</small></h2>');
  const [table] = /<table class="wide" aria-label="annotations">.*?<\/table>/s.exec(main) ?? [''];
  assert.is(table.match(/<tr>/g)?.length, 31);
  assert.not.match(table, /undefined|>-</);
});

test('several runs are read at once, in natural order', async () => {
  const runs = Array.from({ length: 12 }, (_, index) => `10000/TS_${index + 1}/run_metadata.json`);
  const paths = ['10000/dataset_metadata.json', ...runs];
  const storage = memoryStorage(new Map(paths.map((path) => [path, encodeJson({})])));
  let [reading, most] = [0, 0];
  const slow = {
    ...storage,
    async stat(key: string) {
      most = Math.max(most, ++reading);
      await new Promise(setImmediate);
      reading -= 1;
      return storage.stat(key);
    },
  };
  const [dataset] = await readTreeIndex({ storage: slow, layout: 'documented' }, (name) => name !== 'TS_2');
  const names = dataset?.runs.map(({ name }) => name) ?? [];
  assert.equal([names.length, ...names.slice(0, 2), names.at(-1)], [11, 'TS_1', 'TS_3', 'TS_12']);
  assert.ok(most > 4, `${most} at once`);
});

test('tomograms are in order of their voxel spacings, each with its processing', async () => {
  const spacing = (value: string, processing: string | null) => {
    const directory = `10000/TS_1/Reconstructions/VoxelSpacing${value}`;
    return [
      [`${directory}/Tomograms/100/tomogram_metadata.json`, encodeJson({ processing })] as const,
      [`${directory}/NeuroglancerPrecompute/100-neuroglancer-config.json`, encodeJson({})] as const,
    ];
  };
  const storage = memoryStorage(
    new Map([
      ['10000/dataset_metadata.json', encodeJson({})],
      ['10000/TS_1/run_metadata.json', encodeJson({})],
      ...spacing('10.000', 'denoised'),
      ...spacing('9.000', 'raw'),
      ...spacing('11.000', null),
    ]),
  );
  const [dataset] = await readTreeIndex({ storage, layout: 'documented' }, () => true);
  const run = dataset?.runs[0];
  assert.ok(run);
  assert.equal(run.facets.processing, ['denoised', 'raw']);
  const links = { runUrl: () => '#', fileUrl: () => '#', viewerUrl: () => null };
  assert.is(
    textOf(runCard('10000', run, links, null)),
    'no key image TS_1 9.000 Å, raw, tomogram 100 10.000 Å, denoised, tomogram 100 11.000 Å, tomogram 100',
  );
});

test.run();
