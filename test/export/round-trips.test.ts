import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { inPlaneAngle } from '../../src/formats/alignment/alignment-section.js';
import { readAlignment } from '../../src/formats/alignment/read-alignment.js';
import { bytesOf } from '../../src/formats/byte-source.js';
import { parseCtf, parseRecordedCtf } from '../../src/formats/ctf/ctf-formats.js';
import { parseStarCtf } from '../../src/formats/ctf/ctf-tables.js';
import type { PointOptions, Rotation, Vector } from '../../src/formats/points/point.js';
import { readPoints } from '../../src/formats/points/read-points.js';
import { slicerRotation, turned } from '../../src/formats/points/rotation.js';
import { exportedTree } from './support/exported-tree.js';
import { type MadePoint, made, madeRun, madeSections, writeTree } from './support/made-tree.js';

const test = suite('round trips of exports');

const { directory, remove, tree, points, exported } = await exportedTree();
test.after(remove);

/** Corners of an F in the frame of its map, in voxels: no rotation but none maps it to itself. */
const letter: readonly Vector[] = [
  [0, 0, 0],
  [0, 4, 0],
  [2, 4, 0],
  [0, 2, 0],
  [1.5, 2, 0],
  [0, 0, 0.5],
];

/** Places of the corners of the F of a point, in voxels of the tomogram. */
function letterAt(at: readonly number[], rotation: Rotation): number[] {
  return letter.flatMap((corner) => turned(rotation, corner).map((value, axis) => value + (at[axis] ?? 0)));
}

/** Compares the F of particles with that of the points of the tree: corners within 1e-4 voxel, rotations within 1e-4. */
function landOnThemselves(found: readonly MadePoint[], name: string): void {
  assert.is(found.length, points.length);
  for (const [index, { at, rotation }] of found.entries()) {
    const wanted = points[index] as MadePoint;
    const pairs = [
      [letterAt(at, rotation), letterAt(wanted.at, wanted.rotation)],
      [rotation, wanted.rotation],
    ] as const;
    for (const [values, expected] of pairs) {
      const off = values.map((value, entry) => Math.abs(value - (expected[entry] ?? Number.NaN)));
      assert.ok(Math.max(...off) < 1e-4, `${name} ${index}: ${values}, not ${expected}`);
    }
  }
}

/** Reads particles with the reader of ingest; they must be those of the tree. */
async function readBack(contents: string | Uint8Array, options: PointOptions): Promise<void> {
  const found: MadePoint[] = [];
  for await (const batch of readPoints(bytesOf('particles', contents), 'orientedPoint', options)) {
    for (const point of batch) {
      if (point.type !== 'orientedPoint') throw new Error('expected an oriented point');
      const { x, y, z } = point.location;
      found.push({ at: [x, y, z], rotation: point.rotation });
    }
  }
  landOnThemselves(found, options.format);
}

test('relion5: particles, alignment, dose and CTF are those of the tree', async () => {
  const { report, out, text } = await exported('relion5');
  assert.equal(report.files, [
    'tilt_series/TS_1.mrcs',
    'tilt_series/TS_1.star',
    'tomograms/TS_1.mrc',
    'tomograms.star',
    'particles.star',
  ]);
  const tomograms = await text('tomograms.star');
  const binning = made.spacing / made.pixelSize;
  await readBack(await text('particles.star'), {
    format: 'relion5_star',
    binning,
    tomograms: bytesOf('tomograms.star', tomograms),
  });
  assert.match(tomograms, ' 300 2.7 0.1 1.25 -1 TS_1 2.5 tilt_series/TS_1.star 4 800 720 244 ');
  const series = await text('tilt_series/TS_1.star');
  const { sections } = readAlignment([{ path: 'TS_1.star', text: series }], 'RELION', { pixelSize: 2.5 });
  assert.equal(
    sections.map(({ zIndex }) => zIndex),
    [0, 1, 3],
  );
  for (const { zIndex, tiltAngle, volumeXRotation, inPlaneRotation, xOffset, yOffset } of sections) {
    const { angle, shift, rotation } = madeSections[zIndex] as (typeof madeSections)[number];
    assert.equal([tiltAngle, volumeXRotation, xOffset, yOffset], [angle + 0.5, 0.25, shift[0], shift[1]]);
    const [[cos = 0] = [], [sin = 0] = []] = inPlaneRotation;
    assert.ok(Math.abs((Math.atan2(sin, cos) * 180) / Math.PI - rotation) < 1e-4);
  }
  const ctf = parseStarCtf({ text: series, path: 'TS_1.star' }, { run: 'TS_1' });
  assert.equal(
    ctf.map(({ row }) => [row.section, row.defocus1, row.defocus2, row.azimuth]),
    [0, 1, 3].map((index) => [index + 1, ...(madeSections[index]?.defocus ?? []), 12.125]),
  );
  assert.match(series, '_rlnMicrographPreExposure #4\n');
  assert.equal(
    [...series.matchAll(/^\d@(?:\S+ ){3}(\S+) /gm)].map(([, dose]) => Number(dose)),
    [0, 1, 3].map((index) => madeSections[index]?.dose),
  );
  assert.is(
    await readlink(join(out, 'tilt_series/TS_1.mrcs')),
    join(tree, '10001/TS_1/TiltSeries/100/TS_1.mrc'),
  );
});

test('relion5: what a tree has beside it is named, and the centre of a tomogram stays where its size is rounded', async () => {
  const odd = join(directory, 'odd');
  const files = madeRun(points);
  const change = (ending: string, more: object) => {
    const path = Object.keys(files).find((name) => name.endsWith(ending)) ?? ending;
    files[path] = { ...(files[path] as object), ...more };
  };
  change('/tiltseries_metadata.json', { pixel_spacing: 3, is_aligned: true });
  change('/alignment_metadata.json', { alignment_type: 'LOCAL', x_rotation_offset: 2, tilt_offset: 1.5 });
  change('/tomogram-metadata.json', { offset: { x: 0, y: 5, z: 0 } });
  await writeTree(odd, files);
  const out = join(directory, 'odd-out');
  const { losses } = await exportTree(odd, out, 'relion5');
  const named = new Set(losses.map(({ loss }) => loss));
  const halves = 'RELION truncates halves of odd sizes when it projects: up to 1.6 pixels in its images';
  assert.not.ok((await exported('relion5')).report.losses.some(({ loss }) => loss === halves));
  for (const loss of [
    'offset is not applied',
    'its size is rounded to whole pixels of the tilt series; the centre stays',
    halves,
    'it is that of the raw tilt series; the stack is aligned',
    'local alignments are left out',
    'x_rotation_offset is not applied',
    'tilt_offset is not applied',
  ]) {
    assert.ok(named.has(loss), loss);
  }
  const imod = (await exportTree(odd, join(directory, 'odd-imod'), 'imod', { dryRun: true })).losses;
  const ofAlignment = imod.filter(({ item }) => item === '10001/TS_1 alignment 100').map(({ loss }) => loss);
  assert.equal(ofAlignment, [
    'it is that of the raw tilt series; the stack is aligned',
    'local alignments are left out',
    'x_rotation_offset is not applied',
    'tilt_offset is not applied',
  ]);
  const [x, y, z] = made.size;
  const extent = async (): Promise<Vector> => [x * made.spacing, y * made.spacing, z * made.spacing];
  const particles = await readFile(join(out, 'particles.star'), 'utf8');
  await readBack(particles, { format: 'relion5_star', binning: made.spacing / 3, extent });

  const without = await exported('relion5', { exclude: ['alignment=100'] });
  assert.equal(without.report.files, ['particles.star']);
  const lost = without.report.losses.map(({ loss }) => loss);
  assert.ok(lost.includes('not in tomograms.star: the run has no aligned tilt series'));
  const series = '10001/TS_1 tilt series 100';
  assert.equal(
    without.report.losses.flatMap(({ item, loss }) => (item === series ? loss : [])),
    ['left out: no selected tilt series of the run has an alignment and a pixel size'],
  );
  const flat = await exported('relion5', { exclude: ['tomogram=100'], dryRun: true });
  const reason = 'left out: no tomogram of the run is selected';
  assert.equal(flat.report.losses.slice(-2), [
    { item: series, loss: reason },
    { item: '10001/TS_1 alignment 100', loss: reason },
  ]);
  change('/tomogram-metadata.json', { size: undefined });
  await writeTree(odd, files);
  const sizeless = await exportTree(odd, join(directory, 'sizeless'), 'relion5', { dryRun: true });
  assert.equal(
    sizeless.losses.flatMap(({ item, loss }) => (loss.includes('size of the tomogram') ? item : [])),
    ['10001/TS_1 tomogram 100 at 10.000 Å', series, '10001/TS_1 alignment 100'],
  );
});

test('star and csv: particles are those of the tree', async () => {
  const star = await exported('star');
  assert.equal(star.report.files, ['cytosolic_ribosome_10.000.star']);
  await readBack(await star.text('cytosolic_ribosome_10.000.star'), {
    format: 'relion31_star',
    filter: 'TS_1',
  });
  const lines = (await (await exported('csv')).text('points.csv')).trimEnd().split('\n');
  assert.is(lines.length, points.length + 1);
  const [{ at, rotation }] = points as [MadePoint];
  const cells = lines[1]?.split(',') ?? [];
  assert.equal(cells.slice(0, 15).map(Number), [...at.map((value) => value * 10), ...at, ...rotation]);
  assert.equal(cells.slice(15), [
    '',
    '10001',
    'TS_1',
    '10.000',
    '100',
    'cytosolic ribosome',
    'GO:0022626',
    'OrientedPoint',
  ]);
});

test('copick: picks are those of the tree, volumes where copick finds them', async () => {
  const { report, text } = await exported('copick');
  const run = 'ExperimentRuns/TS_1';
  const stem = 'cryoet-ingest_100-10.000_cytosolic-ribosome';
  assert.equal(report.files, [
    `${run}/Picks/${stem}.json`,
    `${run}/Segmentations/10.000_${stem}.zarr`,
    `${run}/VoxelSpacing10.000/wbp-raw.zarr`,
    'copick.json',
  ]);
  const picks = await text(`${run}/Picks/${stem}.json`);
  await readBack(picks, { format: 'copick', binning: made.spacing });
  const { points: listed, ...facts } = JSON.parse(picks);
  assert.is(listed.length, points.length);
  assert.equal(facts, {
    pickable_object_name: 'cytosolic-ribosome',
    user_id: 'cryoet-ingest',
    session_id: '100-10.000',
    run_name: 'TS_1',
    voxel_spacing: 10,
    unit: 'angstrom',
    trust_orientation: true,
  });
  const [object] = JSON.parse(await text('copick.json')).pickable_objects;
  assert.equal(
    [object.name, object.is_particle, object.identifier],
    ['cytosolic-ribosome', true, 'GO:0022626'],
  );
});

test('imod: transforms, angles and slicer angles are those of the tree', async () => {
  const { report, out, text } = await exported('imod');
  assert.equal(
    report.losses.filter(({ loss }) => loss.includes('float32')),
    [
      {
        item: '10001/TS_1 annotation 100 at 10.000 Å',
        loss: 'coordinates and angles are rounded to float32',
      },
    ],
  );
  const model = await readFile(join(out, 'TS_1/orientedpoint_10.000_100.mod'));
  await readBack(model, { format: 'mod' });
  const names = ['TS_1.xf', 'TS_1.tlt', 'TS_1.xtilt', 'tilt.com'];
  const texts = await Promise.all(names.map(async (path) => ({ path, text: await text(`TS_1/${path}`) })));
  const { sections, stackSections } = readAlignment(texts, 'IMOD');
  assert.is(stackSections, madeSections.length);
  for (const [index, section] of sections.entries()) {
    const zIndex = [0, 1, 3][index] ?? -1;
    const { angle, shift } = madeSections[zIndex] as (typeof madeSections)[number];
    assert.equal([section.zIndex, section.tiltAngle, section.volumeXRotation], [zIndex, angle + 0.5, 0.25]);
    assert.ok(Math.hypot(section.xOffset - shift[0], section.yOffset - shift[1]) < 1e-3);
  }
  assert.is(await text('TS_1/TS_1.rawtlt'), `${madeSections.map(({ angle }) => angle).join('\n')}\n`);
  const edf = Object.fromEntries((await text('TS_1/TS_1.edf')).split('\n').map((line) => line.split('=')));
  assert.equal(
    ['DatasetName', 'RawImageStackExt', 'PixelSize', 'ImageRotationA', 'AxisA.ExcludeProjections'].map(
      (key) => edf[`Setup.${key}`],
    ),
    ['TS_1', 'mrc', '0.25', '85', '3'],
  );
});

test('dynamo: particles are those of the tree, by the number or the name of the tomogram', async () => {
  const { text } = await exported('dynamo');
  const table = await text('cytosolic_ribosome_10.000.tbl');
  const tomograms = bytesOf('tomograms.doc', await text('cytosolic_ribosome_10.000.doc'));
  await readBack(table, { format: 'dynamo_tbl', filter: '1' });
  await readBack(table, { format: 'dynamo_tbl', filter: 'TS_1', tomograms });
  assert.equal(
    table
      .trimEnd()
      .split('\n')
      .map((row) => Number(row.split(' ')[0])),
    points.map((_, index) => index + 1),
  );
});

test('warp: tilts, axis, dose and frames are those of the tree', async () => {
  const { report, out, text } = await exported('warp');
  const rows =
    (await text('tomostar/TS_1.tomostar')).match(/^\.\.\/.*$/gm)?.map((row) => row.split(' ')) ?? [];
  assert.is(rows.length, madeSections.length);
  for (const [index, [movie, tilt, axis, dose]] of rows.entries()) {
    const { angle, order, rotation, dose: wanted } = madeSections[index] as (typeof madeSections)[number];
    assert.is(movie, `../frames/TS_1/TS_1_${order}.tif`);
    // Warp's tilts have the opposite sign; a section without alignment has its recorded tilt and the nominal axis.
    const [expected, turn] = index === 2 ? [-angle, 85] : [-(angle + 0.5), rotation];
    assert.equal([Number(tilt), Number(dose)], [expected, wanted]);
    assert.ok(Math.abs(Number(axis) - turn) < 1e-4);
  }
  assert.is(await readlink(join(out, 'frames/TS_1/TS_1_3.tif')), join(tree, '10001/TS_1/Frames/TS_1_3.tif'));
  assert.ok(report.losses.some(({ loss }) => loss.startsWith('shifts are left out')));
  assert.ok(report.losses.some(({ loss }) => loss.startsWith('1 section without alignment')));
});

test('cets: particles and projections are those of the tree, in its frames', async () => {
  const { text } = await exported('cets');
  const { regions } = JSON.parse(await text('cets.json'));
  const [
    {
      tilt_series: [series],
      alignments: [alignment],
      tomograms: [tomogram],
      annotations,
    },
  ] = regions;
  assert.equal(
    annotations.map((each: { annotation_type: string }) => each.annotation_type),
    ['point_matrix_set_3D', 'segmentation_mask_3D'],
  );
  assert.equal([tomogram.tilt_series_id, alignment.tilt_series_id], [series.id, series.id]);
  const [{ id, origin3D, matrix3D }] = annotations;
  await readBack(await text('cets.json'), { format: 'cets', binning: made.spacing, filter: id });
  const [translation, scale] = tomogram.coordinate_transformations[0].sequence;
  assert.equal(
    [translation.translation, scale.scale],
    [
      [-100, -90, -30],
      [10, 10, 10],
    ],
  );
  const voxels = (origin3D as number[][]).map((place) =>
    place.map((value, axis) => value / 10 - translation.translation[axis]),
  );
  landOnThemselves(
    voxels.map((at, index) => ({ at: at as unknown as Vector, rotation: matrix3D[index].flat() })),
    'cets',
  );
  // The image of a voxel, by what the tree says and by what the file says, in pixels of the stack.
  for (const [index, each] of alignment.projection_alignments.entries()) {
    const zIndex = [0, 1, 3][index] ?? -1;
    assert.is(each.tilt_image_id, series.images[zIndex].id);
    const { angle, rotation, shift } = madeSections[zIndex] as (typeof madeSections)[number];
    const voxel = [17, 160, 3] as const;
    const fromCentre = voxel.map(
      (value, axis) => ((value - (made.size[axis] ?? 0) / 2) * made.spacing) / made.pixelSize,
    );
    const turn = slicerRotation(-0.25, -(angle + 0.5), -rotation);
    const expected = turned(turn, fromCentre as unknown as Vector)
      .slice(0, 2)
      .map((value, axis) => value + (shift[axis] ?? 0) + [400, 360][axis]!);
    const [{ affine }, { translation: moved }] = each.sequence;
    const physical = voxel.map((value, axis) => (value + translation.translation[axis]) * 10);
    const found = turned(affine.flat(), physical as unknown as Vector)
      .slice(0, 2)
      .map((value, axis) => (value + moved[axis]) / made.pixelSize + [400, 360][axis]!);
    assert.ok(Math.max(...found.map((value, axis) => Math.abs(value - expected[axis]!))) < 1e-3);
  }
  const { section, accumulated_dose: dose, ctf_metadata: ctf } = series.images[3];
  assert.equal(
    [section, dose, ctf.defocus_u, ctf.defocus_angle],
    [3, madeSections[3]?.dose, 31003.25, 12.125],
  );
});

test('cets: alignment and CTF estimates come back', async () => {
  const { text } = await exported('cets');
  const file = { path: 'cets.json', text: await text('cets.json') };
  const { sections, pixelSize, missing } = readAlignment([file], 'CETS', { run: 'TS_1' });
  assert.equal([pixelSize, missing], [2.5, null]);
  assert.equal(
    sections.map(({ zIndex }) => zIndex),
    [0, 1, 3],
  );
  for (const { zIndex, tiltAngle, volumeXRotation, xOffset, yOffset, ...section } of sections) {
    const { angle, shift, rotation } = madeSections[zIndex] as (typeof madeSections)[number];
    const found = [tiltAngle, volumeXRotation, inPlaneAngle(section), xOffset, yOffset];
    const off = [angle + 0.5, 0.25, rotation, ...shift].map((value, at) =>
      Math.abs(value - (found[at] ?? Number.NaN)),
    );
    assert.ok(Math.max(...off) < 1e-9, `section ${zIndex}: ${found}`);
  }
  const whole = await exported('relion5');
  const series = { path: 'TS_1.star', text: await whole.text('tilt_series/TS_1.star') };
  const star = parseStarCtf(series, { run: 'TS_1' });
  const wanted = star.map(
    ({ row: { crossCorrelation: _, maxResolution: _more, recorded: _also, ...row } }) => row,
  );
  const rows = parseCtf(file.text, 'CETS', 'cets.json', { run: 'TS_1' });
  const recorded = parseRecordedCtf(file.text, 'CETS', 'cets.json', { run: 'TS_1' });
  assert.equal(
    star.map(({ row: { section, recorded: own } }) => [section, own?.tilt]),
    recorded.filter(({ section }) => section !== 3).map((row) => [row.section, row.recorded?.tilt]),
  );
  assert.equal(
    rows.filter(({ section }) => wanted.some((row) => row.section === section)),
    wanted,
  );
  assert.equal(
    rows.map(({ section }) => section),
    [1, 2, 3, 4],
  );
});

test.run();
