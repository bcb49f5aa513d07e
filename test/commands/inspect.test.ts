import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { formatInspection } from '../../src/report/inspection.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

const test = suite('cryoet inspect');

const { directory, remove } = temporaryDirectory();
test.after(remove);

let deposition: TinyDeposition;

test.before(async () => {
  deposition = await makeTinyDeposition(directory);
  const { status, stderr } = await deposition.ingest('--quiet', '--import', 'run,tomogram');
  assert.is(status, 0, stderr);
});

async function inspectJson(...args: string[]) {
  const { status, stdout, stderr } = await runInProcess(['inspect', ...args, '--format', 'json']);
  assert.is(status, 0, stderr);
  return JSON.parse(stdout);
}

test('tells shape, type, voxel size and statistics of a volume', async () => {
  const path = join(directory, 'volume.mrc');
  const values = Float32Array.from({ length: 24 }, (_, at) => at);
  await writeFile(path, volume([2, 3, 4], values));
  const [found] = await inspectJson(path, '--statistics');
  assert.is(found.kind, 'volume');
  assert.is(found.format, 'MRC');
  assert.equal(found.shape, [2, 3, 4]);
  assert.is(found.type, 'float32');
  assert.equal(found.voxelSize, { x: 7.5, y: 7.5, z: 7.5 });
  const { min, max, mean, rms, count } = found.statistics;
  assert.equal([count, min, max, mean], [24, 0, 23, 11.5]);
  assert.ok(Math.abs((rms ?? 0) - Math.sqrt((24 ** 2 - 1) / 12)) < 1e-9);
  assert.equal(
    found.labels,
    Array.from({ length: 23 }, (_, at) => at + 1),
  );
  const { stdout } = await runInProcess(['inspect', path]);
  assert.match(
    stdout,
    /shape \(z, y, x\) {2}2 × 3 × 4\n {2}type {13}float32, mode 2, little endian\n {2}voxel size {7}7\.5 Å/,
  );
});

test('shows the names that an OME-Zarr gives labels', async () => {
  const path = join(directory, 'named.zarr');
  await mkdir(join(path, '0'), { recursive: true });
  const array = { zarr_format: 2, shape: [2, 2, 2], chunks: [2, 2, 2], dtype: '|u1', compressor: null };
  const transformations = [{ type: 'scale', scale: [8, 8, 8] }];
  const attributes = {
    multiscales: [
      {
        version: '0.4',
        axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
        datasets: [{ path: '0', coordinateTransformations: transformations }],
      },
    ],
    'image-label': {
      colors: [{ 'label-value': 2 }, { 'label-value': 9 }],
      properties: [
        { 'label-value': 2, name: 'outer membrane' },
        { 'label-value': 9, label: 9, class: 'ribosome' },
        {},
      ],
    },
  };
  await writeFile(join(path, '.zgroup'), '{"zarr_format": 2}');
  await writeFile(join(path, '.zattrs'), JSON.stringify(attributes));
  await writeFile(
    join(path, '0/.zarray'),
    JSON.stringify({ ...array, fill_value: 0, filters: null, order: 'C' }),
  );
  const [found] = await inspectJson(path);
  assert.equal(found.labelNames, [
    { label: 2, name: 'outer membrane' },
    { label: 9, name: 'ribosome' },
  ]);
  const { stdout } = await runInProcess(['inspect', path]);
  assert.match(stdout, / {2}labels +2, 9\n {2}label names +2 {2}outer membrane\n +9 {2}ribosome\n/);
});

test('shows origin, statistics and labels of a header, and no control characters', async () => {
  const path = join(directory, 'origin.mrc');
  const bytes = volume(
    [2, 3, 4],
    Float32Array.from({ length: 24 }, (_, at) => at),
  );
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const [axis, value] of [10.5, 0, -30].entries()) view.setFloat32(196 + 4 * axis, value, true);
  bytes.set(new TextEncoder().encode('red \u001b[31m label'.padEnd(80)), 224);
  view.setInt32(220, 1, true);
  await writeFile(path, bytes);
  const [{ mrc }] = await inspectJson(path);
  assert.equal(mrc.origin, [10.5, 0, -30]);
  assert.equal(
    [mrc.headerStatistics.min, mrc.headerStatistics.max, mrc.headerStatistics.mean],
    [0, 23, 11.5],
  );
  const { stdout } = await runInProcess(['inspect', path]);
  assert.match(
    stdout,
    /\n {2}origin {11}10\.5, 0, -30 Å\n {2}header values {4}0 to 23, mean 11\.5, deviation 6\.92/,
  );
  assert.match(stdout, '\n  label            red \\u001b[31m label\n');
});

test('lists the segments of an EMDB-SFF file, and counts the meshes of all', async () => {
  const base64 = (values: Float32Array | Uint32Array) => Buffer.from(values.buffer).toString('base64');
  const mesh = `<mesh_list><mesh id="0"><vertices num_vertices="3" mode="float32" endianness="little" data="${base64(
    Float32Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0]),
  )}"/><triangles num_triangles="1" mode="uint32" endianness="little" data="${base64(Uint32Array.from([0, 1, 2]))}"/></mesh></mesh_list>`;
  const segment = (id: number, name: string, content: string) =>
    `<segment id="${id}"><biological_annotation><name>${name}</name></biological_annotation>${content}</segment>`;
  const path = join(directory, 'several.sff');
  const volumes = '<three_d_volume><lattice_id>0</lattice_id></three_d_volume>';
  await writeFile(
    path,
    `<segmentation><version>0.8.0.dev1</version><segment_list>${segment(1, 'membrane', mesh)}${segment(2, 'ribosome', mesh)}${segment(3, 'lumen', volumes)}</segment_list></segmentation>`,
  );
  const [found] = await inspectJson(path);
  assert.equal(found.segments, ['membrane', 'ribosome', 'lumen']);
  assert.equal([found.vertices, found.triangles], [6, 2]);
  const { stdout } = await runInProcess(['inspect', path]);
  assert.match(stdout, /segments +membrane\n +ribosome\n +lumen\n/);
});

test('tells the sections that tilt.com excludes and includes', async () => {
  const path = join(directory, 'tilt.com');
  await writeFile(path, '$tilt -StandardInput\n EXCLUDELIST2 = 1,3-4 # bad\nINCLUDE 1-9\n');
  const [found] = await inspectJson(path);
  assert.equal(found.excluded, [1, 3, 4]);
  assert.equal(found.included, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const { stdout } = await runInProcess(['inspect', path]);
  assert.match(stdout, /sections left out +1, 3.*\n +sections included +1/);
});

test('a plain directory is refused with a hint, by convert too', async () => {
  const hint = 'hint: name files in it; cryoet init looks at a whole folder';
  const inspected = await runInProcess(['inspect', deposition.output]);
  assert.is(inspected.status, 1);
  assert.match(inspected.stderr, 'not an OME-Zarr image');
  assert.match(inspected.stderr, hint);
  const converted = await runInProcess(['convert', deposition.output, join(directory, 'of-a-folder.mrc')]);
  assert.is(converted.status, 2);
  assert.match(converted.stderr, hint);
});

test('tells the levels of an OME-Zarr', async () => {
  const mrc = deposition.published(
    '10801/TS_001/Reconstructions/VoxelSpacing10.000/Tomograms/100/TS_001.mrc',
  );
  const [found] = await inspectJson(mrc.replace('.mrc', '.zarr'), '--statistics');
  assert.equal([found.kind, found.format, found.bytes], ['volume', 'OME-Zarr', null]);
  const levels = found.levels as { path: string; shape: number[] }[];
  assert.equal(
    levels.map(({ path, shape }) => [path, shape]),
    [
      ['0', [12, 21, 19]],
      ['1', [6, 11, 10]],
      ['2', [3, 6, 5]],
    ],
  );
  const [same] = await inspectJson(mrc, '--statistics');
  const statistics = found.statistics;
  for (const [key, value] of Object.entries<number>(same.statistics)) {
    assert.ok(Math.abs((statistics[key] ?? Number.NaN) - value) <= 1e-5 * Math.abs(value), key);
  }
});

test('tells sections and angles of a tilt series, those that AreTomo left out missing', async () => {
  const { source } = deposition;
  const [mdoc, angles, transforms, alignment] = await inspectJson(
    source('tiltseries/TS_001.mdoc'),
    source('alignments/TS_001.tlt'),
    source('alignments/TS_001.xf'),
    source('alignments/TS_002.aln'),
  );
  assert.equal([mdoc.kind, mdoc.sections, mdoc.tiltAxis], ['mdoc', 5, 84.1]);
  const doseOf = (totalDose: number | null) =>
    /dose, all sections +(.*)/.exec(formatInspection({ ...mdoc, totalDose }))?.[1];
  assert.equal([0, 2.5, null].map(doseOf), ['not recorded', '2.5 e/Å²', undefined]);
  assert.equal(angles.angles.length, 5);
  assert.equal(transforms.columns, ['A11', 'A12', 'A21', 'A22', 'DX', 'DY']);
  assert.equal([alignment.kind, alignment.format, alignment.sections], ['alignment', 'ARETOMO3', 3]);
});

test('tells columns, first rows and file_format of points', async () => {
  const csv = join(directory, 'picks.csv');
  await writeFile(csv, 'x,y,z,score\n1,2,3,0.5\n4,5,6,0.25\n');
  const star = join(directory, 'particles.star');
  const columns = ['rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'];
  await writeFile(
    star,
    `data_\n\nloop_\n${columns.map((name) => `_${name}\n`).join('')}TS_001 1 2 3\nTS_001 7 8 9\n`,
  );
  const [points, particles] = await inspectJson(csv, star);
  assert.equal(
    [points.kind, points.file_format, points.count, points.columns],
    ['points', 'csv_with_header', 2, ['x', 'y', 'z', 'score']],
  );
  assert.equal(points.rows, [
    ['1', '2', '3', '0.5'],
    ['4', '5', '6', '0.25'],
  ]);
  assert.equal(points.bounds, { min: [1, 2, 3], max: [4, 5, 6] });
  assert.equal([particles.file_format, particles.count], ['relion3_star', 2]);
  assert.equal(particles.blocks, [{ name: '', columns, rows: 2, keys: {} }]);
});

test('counts the points of all tomograms of a table, also where an ingest needs a filter', async () => {
  const star = join(directory, 'motl.star');
  const columns = ['tomo_num', ...['x', 'y', 'z'].flatMap((axis) => [`orig_${axis}`, `${axis}_shift`])];
  const names = [...columns, 'phi', 'psi', 'the'].map((name) => `_${name}\n`).join('');
  const rows = '1 10 0 20 0 30 1 0 0 0\n2 1 0 2 0 3 0 0 0 0\n';
  await writeFile(star, `data_stopgap_motivelist\n\nloop_\n${names}${rows}`);
  const xml = join(directory, 'objects.xml');
  const object = (tomogram: number) =>
    `<object tomo_idx="${tomogram}" class_label="1" x="${tomogram}" y="2" z="3"/>`;
  await writeFile(xml, `<objlist>${[4, 5, 6].map(object).join('')}</objlist>`);
  const [motives, objects] = await inspectJson(star, xml);
  assert.equal([motives.file_format, motives.count], ['stopgap_star', 2]);
  assert.equal(motives.bounds, { min: [1, 2, 3], max: [10, 20, 31] });
  assert.equal([objects.file_format, objects.count], ['deepfinder_xml', 3]);
  assert.equal(objects.bounds, { min: [4, 2, 3], max: [6, 2, 3] });
});

test('a file that cannot be read is one error, and the others go on', async () => {
  const bad = join(directory, 'truncated.mrc');
  await writeFile(bad, volume([2, 3, 4], new Float32Array(24)).subarray(0, 1050));
  const good = join(directory, 'README.txt');
  await writeFile(good, 'Something.\n');
  const empty = join(directory, 'empty.mrc');
  await writeFile(empty, '');
  const missing = join(directory, 'missing.mrc');
  const { status, stdout, stderr } = await runInProcess(['inspect', bad, missing, empty, good]);
  assert.is(status, 1);
  assert.match(stdout, /README\.txt: text/);
  assert.is(stderr.match(/^error: /gm)?.length, 3);
  for (const path of [bad, missing, empty]) assert.ok(stderr.includes(path), stderr);
  const json = await runInProcess(['inspect', bad, good, '--format', 'json']);
  assert.is(json.status, 1);
  const [first, second] = JSON.parse(json.stdout);
  assert.match(first.error, 'shorter than its header says');
  assert.is(second.kind, 'text');
});

test('draws the central section', async () => {
  const path = join(directory, 'drawn.mrc');
  const values = Float32Array.from({ length: 3 * 4 * 5 }, (_, at) =>
    Math.floor(at / 20) === 1 ? at % 20 : 500,
  );
  await writeFile(path, volume([3, 4, 5], values));
  const png = join(directory, 'drawn.png');
  const { status, stderr } = await runInProcess(['inspect', path, '--png', png]);
  assert.is(status, 0, stderr);
  const picture = decode(await readFile(png));
  assert.equal([picture.width, picture.height], [5, 4]);
  const [first = 0, last = 0] = [picture.getPixel(0, 0)[0], picture.getPixel(4, 3)[0]];
  assert.ok(first < 64 && last > 192, `${first} to ${last}`);
  const other = await runInProcess(['inspect', join(directory, 'README.txt'), '--png', png]);
  assert.is(other.status, 2);
  const kitty = await runInProcess(['inspect', path, '--picture', 'kitty']);
  assert.match(kitty.stdout.replaceAll('\u001b', 'ESC'), /ESC_Ga=T,f=100,q=2,m=0;[A-Za-z0-9+/=]+ESC\\\n$/);
});

/** A float32 volume of 7.5 Å a voxel. */
function volume(shape: readonly [number, number, number], values: Float32Array): Uint8Array {
  return encodeMrc({ shape, values }, { mode: 2, voxelSize: 7.5 });
}

test.run();
