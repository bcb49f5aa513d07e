import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

const test = suite('exports of runs with several alignments');

const { directory, remove } = temporaryDirectory();
test.after(remove);

const base = '10001/TS_1';
const tomograms = `${base}/Reconstructions/VoxelSpacing10.000/Tomograms`;
const alignmentOf = (id: number) => `${base}/Alignments/${id}/alignment_metadata.json`;
const seriesOf = (id: number) => `${base}/TiltSeries/${id}/tiltseries_metadata.json`;
const points = madePoints(5);
const [{ at }] = points as [(typeof points)[number]];

/** A run whose points belong to alignment 101 and tomogram 101, while tomogram 100 is the default. */
const files = madeRun(points);
const changed = (path: string, more: object) => ({ ...(files[path] as object), ...more });
Object.assign(files, {
  [alignmentOf(101)]: changed(alignmentOf(100), { tiltseries_path: seriesOf(101) }),
  [seriesOf(101)]: changed(seriesOf(100), { mrc_file: `${base}/TiltSeries/101/TS_1.mrc`, pixel_spacing: 5 }),
  [`${base}/TiltSeries/101/TS_1.mrc`]: 'another stack',
  [`${tomograms}/101/tomogram-metadata.json`]: changed(`${tomograms}/100/tomogram-metadata.json`, {
    size: { x: 240, y: 200, z: 81 },
    is_visualization_default: false,
    alignment_metadata_path: alignmentOf(101),
    mrc_file: `${tomograms}/101/TS_1.mrc`,
    affine_transformation_matrix: [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 30],
      [0, 0, 0, 1],
    ],
  }),
  [`${tomograms}/101/TS_1.mrc`]: 'another tomogram',
});
const annotation = Object.keys(files).find((path) => path.endsWith('ribosome-1.0.json')) ?? '';
Object.assign(files, { [annotation]: changed(annotation, { alignment_metadata_path: alignmentOf(101) }) });
const tree = join(directory, 'tree');
const label = `${base} annotation 100 at 10.000 Å`;

test.before(() => writeTree(tree, files));

/** Exports the tree; returns the directory and the losses of an item. */
async function exported(format: string, options: Parameters<typeof exportTree>[3] = {}) {
  const out = join(directory, `${format}-${Object.keys(options).length}`);
  const { losses } = await exportTree(tree, out, format, options);
  const of = (name: string) => losses.flatMap(({ item, loss }) => (item === name ? loss : []));
  return { out, of, text: (path: string) => readFile(join(out, path), 'utf8') };
}

test('cets: points are in the frame of the tomogram with their alignment', async () => {
  const [{ annotations }] = JSON.parse(await (await exported('cets')).text('cets.json')).regions;
  const [{ source_tomogram_id: source, origin3D }] = annotations;
  assert.is(source, 'TS_1_10.000_tomo_101');
  const expected = at.map((value, axis) => (value - ([120, 100, 40][axis] ?? 0)) * 10);
  assert.ok(Math.max(...expected.map((value, axis) => Math.abs(value - origin3D[0][axis]))) < 1e-9);
});

test('relion5: the tomogram with the alignment of the points stands for the run', async () => {
  const { out, of, text } = await exported('relion5');
  assert.is(await readlink(join(out, 'tomograms/TS_1.mrc')), join(tree, tomograms, '101/TS_1.mrc'));
  assert.is(await readlink(join(out, 'tilt_series/TS_1.mrcs')), join(tree, base, 'TiltSeries/101/TS_1.mrc'));
  const row = (await text('particles.star')).split('\n').find((line) => line.startsWith('TS_1 1 TS_1/1 '));
  const found = row?.split(' ').slice(3, 6).map(Number) ?? [];
  const expected = at.map((value, axis) => (value - ([120, 100, 40.5][axis] ?? 0)) * 10);
  assert.ok(Math.max(...expected.map((value, axis) => Math.abs(value - (found[axis] ?? 0)))) < 1e-9);
  assert.equal(of(label), ['SegmentationMask left out: the format holds no masks']);
  assert.equal(of(`${base} tomogram 100 at 10.000 Å`), ['left out: tomogram 101 stands for the run']);
  assert.ok(of(`${base} tomogram 101 at 10.000 Å`).includes('affine_transformation_matrix is not applied'));
});

test('dynamo and imod: points are with the tomogram of their alignment', async () => {
  const dynamo = await exported('dynamo');
  assert.is(await dynamo.text('cytosolic_ribosome_10.000.doc'), '1 tomograms/10.000/TS_1_101.mrc\n');
  const link = await readlink(join(dynamo.out, 'tomograms/10.000/TS_1_101.mrc'));
  assert.is(link, join(tree, tomograms, '101/TS_1.mrc'));
  const imod = await exported('imod');
  const model = await readFile(join(imod.out, 'TS_1/orientedpoint_10.000_100.mod'));
  assert.equal(
    [136, 140, 144].map((offset) => model.readInt32BE(offset)),
    [240, 200, 81],
  );
});

test('points in a format that does not name their tomogram lose their alignment', async () => {
  const loss = 'its alignment is left out, which is not that of tomogram 100';
  for (const format of ['csv', 'parquet', 'star', 'copick', 'imod'])
    assert.ok((await exported(format, { dryRun: true })).of(label).includes(loss), format);
  for (const format of ['relion5', 'dynamo', 'cets'])
    assert.not.ok((await exported(format, { dryRun: true })).of(label).includes(loss), format);
});

test('points whose tomogram is left out are not given to that of another alignment', async () => {
  const exclude = ['tomogram=101'];
  const unknown = 'OrientedPoint left out: its tomogram is unknown';
  assert.ok((await exported('cets', { exclude })).of(label).includes(unknown));
  const dynamo = await exported('dynamo', { exclude });
  assert.ok(dynamo.of(label).includes('no tomogram at 10.000 Å with its alignment for the .doc'));
  assert.is(await dynamo.text('cytosolic_ribosome_10.000.doc'), '1 tomograms/10.000/TS_1_unknown.mrc\n');
});

test('imod: the first alignment with a selected tilt series is exported', async () => {
  const { out, text } = await exported('imod', { filter: ['tiltseries=101'] });
  assert.is(await readlink(join(out, 'TS_1/TS_1.mrc')), join(tree, base, 'TiltSeries/101/TS_1.mrc'));
  assert.match(await text('TS_1/TS_1.edf'), /^Setup\.PixelSize=0\.5$/m);
});

test.run();
