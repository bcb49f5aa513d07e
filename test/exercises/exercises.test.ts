import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { longOf } from '../support/long.js';
import { copyDirectory, temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { handWrittenFiles, type PatchedCheckout, patchedCheckout } from './patched-checkout.js';

const test = suite('exercises of contributors');
const long = longOf(test);

/** Most hand-written files of each, as docs/contributing.md says. */
const exercises = {
  'new-entity': 5,
  'new-shape': 5,
  'new-point-format': 2,
  'new-rule': 1,
  'new-option': 2,
  'new-layout': 3,
} as const;

const { directory, remove } = temporaryDirectory();
/** The deposition of the other tests, with averages, ellipsoids and points of model2point. */
async function makeDeposition(): Promise<TinyDeposition> {
  await mkdir(join(directory, 'deposition'));
  const made = await makeTinyDeposition(join(directory, 'deposition'));
  await mkdir(made.source('averages'));
  await copyFile(made.source('tomograms/TS_001_10.000A.rec'), made.source('averages/TS_001.rec'));
  await made.editSource(
    'annotations/TS_001_ellipsoids.txt',
    () => '8 7 6 2 3 4 0 0 0\n9 9 6 1 2 3 30 60 90\n',
  );
  await made.editSource('annotations/TS_001_points.txt', () => '1 1 4.5 5 5\n');
  await made.editConfig(
    'key_images:\n',
    `subtomogram_averages:
  - metadata: {average_object: ribosome, particle_count: 1200, symmetry: C1}
    sources:
      - source_glob: {list_glob: 'averages/{run_name}.rec'}
        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}
key_images:\n`,
  );
  await made.editConfig(
    '      - SemanticSegmentationMask:\n',
    `      - Ellipsoid:
          file_format: auto
          glob_string: annotations/{run_name}_ellipsoids.txt
          is_visualization_default: true
        parent_filters: {include: {run: [TS_001], voxel_spacing: ['^10[.]000$']}}
      - Point:
          file_format: model2point
          glob_string: annotations/{run_name}_points.txt
        parent_filters: {include: {run: [TS_001], voxel_spacing: ['^10[.]000$']}}
      - SemanticSegmentationMask:\n`,
  );
  return made;
}

test.after(remove);

let checkout: PatchedCheckout;
let deposition: TinyDeposition;
let typeErrors: Promise<string>;

/** Builds the copy and ingests with it. A test of its own, since what a hook throws is not shown. */
long('the patches apply, and the copy is built and ingests', async () => {
  checkout = await patchedCheckout(join(directory, 'checkout'), Object.keys(exercises));
  typeErrors = checkout.typeErrors();
  deposition = await makeDeposition();
  const { status, stderr } = await checkout.cryoet(...deposition.ingestArguments('--filter', 'run=TS_001'));
  assert.is(status, 0, stderr);
});

const spacing = '10801/TS_001/Reconstructions/VoxelSpacing10.000';
const average = `${spacing}/SubtomogramAverages/100`;

async function json(path: string) {
  return JSON.parse(await readFile(deposition.published(path), 'utf8'));
}

/** Codes of what validate says of paths that begin so, in a copy of the tree that `spoil` changes. */
async function findings(prefix: string, spoil?: (tree: string) => Promise<void>) {
  if (spoil === undefined) {
    untouched ??= validated(deposition.output);
    return codesBelow(prefix, await untouched);
  }
  const tree = join(directory, 'spoiled');
  await rm(tree, { recursive: true, force: true });
  copyDirectory(deposition.output, tree);
  await spoil(tree);
  return codesBelow(prefix, await validated(tree));
}

type Findings = readonly { readonly code: string; readonly path: string }[];

/** Of the tree as it was ingested, which is validated once. */
let untouched: Promise<Findings> | undefined;

async function validated(tree: string): Promise<Findings> {
  return (await (await checkout.api()).validate(tree)).findings;
}

function codesBelow(prefix: string, found: Findings): string[] {
  return found.filter(({ path }) => path.startsWith(prefix)).map(({ code }) => code);
}

async function edit(file: string, change: (bytes: Buffer) => Uint8Array | string): Promise<void> {
  await writeFile(file, change(await readFile(file)));
}

for (const [name, most] of Object.entries(exercises)) {
  test(`${name} takes at most ${most} hand-written files`, async () => {
    const files = await handWrittenFiles(name);
    assert.ok(files.length > 0 && files.length <= most, files.join(', '));
  });
}

long('all of them compile', async () => {
  assert.is(await typeErrors, '');
});

long('a new entity is configured, ingested, described and numbered', async () => {
  const config = await checkout.cryoet('validate', 'config', deposition.config);
  assert.not.match(config.stdout, /subtomogram_averages/);
  assert.equal(await json(`${average}/subtomogram_average_metadata.json`), {
    average_object: 'ribosome',
    particle_count: 1200,
    symmetry: 'C1',
    scales: [
      { z: 12, y: 21, x: 19 },
      { z: 6, y: 11, x: 10 },
      { z: 3, y: 6, x: 5 },
    ],
    size: { z: 12, y: 21, x: 19 },
    omezarr_dir: `${average}/TS_001.zarr`,
    mrc_file: `${average}/TS_001.mrc`,
    deposition_id: 10800,
    last_updated_at: 1740000000,
  });
  const again = await checkout.cryoet(
    ...deposition.ingestArguments('--filter', 'run=TS_001', '--import', 'subtomogram-average'),
  );
  assert.is(again.status, 0, again.stderr);
  assert.ok((await readFile(deposition.published(`${average}/TS_001.mrc`))).length > 1024);
});

long('a new entity is validated: places, metadata, paths that these name, headers and levels', async () => {
  const metadata = `${average}/subtomogram_average_metadata.json`;
  const mrc = `${average}/TS_001.mrc`;
  assert.equal(await findings(average), []);
  assert.equal(await findings(average, (tree) => writeFile(join(tree, average, 'notes.txt'), 'a')), [
    'FILE_UNKNOWN',
  ]);
  assert.equal(
    await findings(average, (tree) =>
      edit(join(tree, metadata), (bytes) => bytes.toString().replace('"ribosome"', '7')),
    ),
    ['METADATA_TYPE_WRONG'],
  );
  assert.equal(await findings(average, (tree) => rm(join(tree, mrc))), ['VOLUME_FORMAT_MISSING']);
  const twin = average.replace('100', '101');
  const twice = await findings(twin, async (tree) => copyDirectory(join(tree, average), join(tree, twin)));
  assert.ok(twice.includes('IDENTIFIER_DUPLICATE'), twice.join());
  const spelled = average.replace('100', 'abc');
  const misnamed = await findings(spelled, (tree) => rename(join(tree, average), join(tree, spelled)));
  assert.equal(misnamed, ['NAME_BREAKS_PATTERN']);
  assert.equal(
    await findings(average, (tree) =>
      edit(join(tree, mrc), (bytes) => {
        bytes.writeInt32LE(77, 12);
        return bytes;
      }),
    ),
    ['MRC_MODE_UNKNOWN'],
  );
  assert.equal(
    await findings(average, (tree) =>
      edit(join(tree, average, 'TS_001.zarr/1/.zarray'), (bytes) => bytes.toString().replace('11', '12')),
    ),
    ['ZARR_SHAPE_WRONG'],
  );
});

const annotation = `${spacing}/Annotations/101`;
const ellipsoids = `${annotation}/membrane-1.0_ellipsoid.ndjson`;

long('a new entity and a new shape are compared', async () => {
  const other = join(directory, 'other');
  copyDirectory(deposition.output, other);
  await edit(join(other, average, 'subtomogram_average_metadata.json'), (bytes) =>
    bytes.toString().replace('"C1"', '"D7"'),
  );
  await edit(join(other, ellipsoids), (bytes) => bytes.toString().replace('[2.0, 3.0', '[2.5, 3.0'));
  const { stdout } = await checkout.cryoet('diff', deposition.output, other);
  assert.match(stdout, /subtomogram average 100, 10\.000 Å/);
  assert.match(stdout, /symmetry: "?C1"? → "?D7"?/);
  assert.match(stdout, /science +membrane-1\.0_ellipsoid\.ndjson: radii: 1 of 2 points: .*2\.5, 3\.0, 4\.0/);
});

long('a new shape is ingested, counted and shown', async () => {
  const { files, object_count: count } = await json(`${annotation}/membrane-1.0.json`);
  assert.ok(
    files.some(
      (entry: { shape: string; path: string }) => entry.shape === 'Ellipsoid' && entry.path === ellipsoids,
    ),
  );
  assert.is(count, 2);
  const [first] = (await readFile(deposition.published(ellipsoids), 'utf8')).split('\n');
  assert.equal(JSON.parse(first ?? ''), {
    type: 'ellipsoid',
    location: { x: 8, y: 7, z: 6 },
    radii: [2, 3, 4],
    xyz_rotation_matrix: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
  const precompute = `${spacing}/NeuroglancerPrecompute`;
  const state = await readFile(deposition.published(`${precompute}/100-neuroglancer-config.json`), 'utf8');
  assert.match(state, /NeuroglancerPrecompute\/101-ellipsoid_precompute/);
  const cell = await readFile(deposition.published(`${precompute}/101-ellipsoid_precompute/spatial0/0_0_0`));
  const line = Array.from({ length: 6 }, (_, index) => cell.readFloatLE(8 + 4 * index));
  assert.equal(line, [8, 7, 6, 10, 7, 6], 'the first axis is as long as the first radius');
  const { stdout } = await checkout.cryoet('inspect', deposition.published(ellipsoids));
  assert.match(stdout, /8, 7, 6, rotation 1 0 0 0 1 0 0 0 1, radii 2 3 4/);
});

long('a new shape is validated', async () => {
  assert.equal(await findings(ellipsoids), []);
  const spoiled = await findings(ellipsoids, (tree) =>
    edit(join(tree, ellipsoids), (bytes) =>
      bytes.toString().replace('"ellipsoid"', '"point"').replace('[1.0, 2.0', '[0.0, 2.0'),
    ),
  );
  assert.equal(spoiled.sort(), ['POINT_INVALID', 'POINT_TYPE_WRONG']);
});

long('a new point format is configured and read', async () => {
  const text = await readFile(
    deposition.published(`${spacing}/Annotations/101/membrane-1.0_point.ndjson`),
    'utf8',
  );
  assert.equal(JSON.parse(text), { type: 'point', location: { x: 4.5, y: 5, z: 5 } });
});

long('a new rule is listed and applied', async () => {
  const { stdout } = await checkout.cryoet('validate', '--list-rules');
  assert.match(stdout, /VOLUME_FLAT/);
  const metadata = `${spacing}/Tomograms/100`;
  const found = await findings(metadata, (tree) =>
    edit(join(tree, metadata, 'tomogram-metadata.json'), (bytes) =>
      bytes.toString().replace(/("size": \{\s*"z": )\d+/, '$11'),
    ),
  );
  assert.ok(found.includes('VOLUME_FLAT'), found.join());
});

long('a new option is taken by its command', async () => {
  const [input, output] = [deposition.source('averages/TS_001.rec'), join(directory, 'labelled.mrc')];
  const { status, stderr } = await checkout.cryoet('convert', input, output, '--label', 'as deposited');
  assert.is(status, 0, stderr);
  assert.ok((await readFile(output, 'latin1')).slice(0, 1024).includes('as deposited'));
});

long('a tree of a new layout is ingested and recognized', async () => {
  const output = join(directory, 'lower');
  const named = ['--filter', 'run=TS_001', '--import', 'rawtilt,ctf', '--layout', 'lower'];
  const { status, stderr } = await checkout.cryoet(
    'ingest',
    deposition.config,
    deposition.input,
    output,
    ...named,
  );
  assert.is(status, 0, stderr);
  const { stdout } = await checkout.cryoet('validate', output, '--rule', 'FILE_UNKNOWN', '--format', 'json');
  const { layout, findings } = JSON.parse(stdout);
  assert.equal([layout, findings], ['lower', []]);
});

test.run();
