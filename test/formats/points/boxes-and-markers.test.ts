import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { buildMotiveList, dynamoTable } from '../support/build-particles.js';
import { errorOf, pointsOf, survivesAsync } from '../support/points.js';

const test = suite('boxes and markers of other programs');

const table = (block: string, columns: readonly string[], rows: readonly string[]) =>
  [
    '',
    `data_${block}`,
    '',
    'loop_ ',
    ...columns.map((name, index) => `_${name} #${index + 1} `),
    ...rows,
    '',
  ].join('\n');
const xyz = (spell: (axis: string) => string) => ['X', 'Y', 'Z'].map(spell);
const coordinates = xyz((axis) => `rlnCoordinate${axis}`);
const centred = xyz((axis) => `rlnCenteredCoordinate${axis}Angst`);
const origins = xyz((axis) => `rlnOrigin${axis}Angst`);
const subtomogram = ['Rot', 'Tilt', 'Psi'].map((angle) => `rlnTomoSubtomogram${angle}`);

function close(found: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.is(found.length, expected.length);
  for (const [index, value] of found.entries()) {
    assert.ok(Math.abs(value - (expected[index] as number)) <= tolerance, `${found}, not ${expected}`);
  }
}

test('boxes of crYOLO, EMAN2 boxes and ChimeraX markers', async () => {
  const locations = async (text: string, options: PointOptions) =>
    (await pointsOf(text, 'point', options)).map(({ location: { x, y, z } }) => [x, y, z]);
  // Rows of napari-boxmanager's test_data/3d_particle.cbox and cbox3d/particles.cbox.
  const columns = ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height', 'Depth', 'EstWidth'];
  const cbox = `data_global\n\n_cbox_format_version   1.0 \n${table('cryolo', columns, [
    ' 12.257084  27.721405  50.000000  25.000000  25.000000  25.000000 <NA>',
    ' 714.500000  665.000000  114.562500  37.000000  37.000000  37.000000    7',
  ])}${table('cryolo_include', ['slice_index #1'], [' 50.000000 '])}`;
  const [first, second] = await locations(cbox, { format: 'cbox' });
  close(first ?? [], [24.757084, 40.221405, 50], 1e-9);
  close(second ?? [], [733, 683.5, 114.5625], 1e-9);
  const flat = cbox.replace('50.000000  25', '<NA>  25');
  assert.match((await errorOf(() => locations(flat, { format: 'cbox' }))).message, /not a box of a tomogram/);
  assert.equal(await locations('24.5 40 50\n 733 683.5 114\n', { format: 'coords', binning: 2 }), [
    [12.25, 20, 25],
    [366.5, 341.75, 57],
  ]);
  // Text of a cloud with red, green and blue, as TARDIS has it in its tests.
  const cloud = '20.274 4.869 2.731 250 248 235\n20.426 4.873 2.729 255 255 255\n';
  assert.equal(await locations(cloud, { format: 'coords' }), [
    [20.274, 4.869, 2.731],
    [20.426, 4.873, 2.729],
  ]);
  // e2spt_boxer.py: x · apix_unbin / apix + nx // 2, here 301 × 300 × 101 voxels of 8.84 Å.
  const info = JSON.stringify({
    apix_unbin: 2.21,
    boxes_3d: [
      [100, -200, 40, 'tm', 5.5, 0],
      [4, 8, 12, 'manual', 0, 1],
    ],
    class_list: { 0: { boxsize: 32, name: 'ribosome' }, 1: { boxsize: 32, name: 'vault' } },
  });
  const tomogram = { voxelSpacing: 8.84, extent: async () => [301 * 8.84, 300 * 8.84, 101 * 8.84] as const };
  const eman2 = { format: 'eman2_json', binning: 4, ...tomogram };
  const told: string[] = [];
  const [ribosome, vault] = await locations(info, { ...eman2, warn: (text) => told.push(text) });
  assert.match(told.join(), 'boxes of 2 classes are one annotation');
  close(ribosome ?? [], [175, 100, 60], 1e-9);
  close(vault ?? [], [151, 152, 53], 1e-9);
  assert.equal((await locations(info, { ...eman2, filter: 'vault' })).length, 1);
  // The example of Chimera's guide to marker files.
  const markers = `<marker_set name="marker set 1">
<marker id="1" x="-6.1267" y="17.44" z="-3.1338"  radius="0.35217"/>
<marker id="2" x="1.5395" y="16.277" z="-3.0339" r="0" g="1" b="1" radius="0.5" note="An example note"/>
<link id1="2" id2="1" r="1" g="1" b="0" radius="0.17609"/>
</marker_set>`;
  assert.equal(await locations(markers, { format: 'cmm' }), [
    [-6.1267, 17.44, -3.1338],
    [1.5395, 16.277, -3.0339],
  ]);
  const sets = await pointsOf(
    `<?xml version="1.0"?><marker_sets>${markers}${markers}</marker_sets>`,
    'instancePoint',
    {
      format: 'cmm',
    },
  );
  assert.equal(
    sets.map((point) => point.type === 'instancePoint' && point.instanceId),
    [0, 0, 1, 1],
  );
  const broken = await errorOf(() =>
    locations(markers.replace('</marker_set>', '</marker>'), { format: 'cmm' }),
  );
  assert.match(broken.message, /not well-formed XML/);
});

test('objects of DeepFinder by class and tomogram', async () => {
  const object = (tomogram: string, label: number, at: readonly number[]) =>
    `<object${tomogram} class_label="${label}" x="${at[0]}" y="${at[1]}" z="${at[2]}" psi="1.000" phi="2.000" the="3.000" cluster_size="40"/>`;
  const list = (...objects: readonly string[]) => `<objlist>\n  ${objects.join('\n  ')}\n</objlist>\n`;
  const one = list(object('', 1, [4, 6, 8]), object('', 2, [10, 12, 14]));
  const told: string[] = [];
  const seen: string[] = [];
  const read = async (text: string, filter: string | null = null) => {
    const options = {
      ...{ format: 'auto', binning: 2, filter },
      warn: (message: string) => told.push(message),
      unmatched: (values: readonly string[]) => seen.push(...values),
    };
    return (await pointsOf(text, 'point', options)).map(({ location: { x, y, z } }) => [x, y, z]);
  };
  assert.equal(await read(one), [
    [2, 3, 4],
    [5, 6, 7],
  ]);
  assert.match(told.splice(0).join(), 'objects of 2 classes are one annotation; filter_value picks one');
  assert.equal([await read(one, '2'), told], [[[5, 6, 7]], []]);
  assert.equal(await read(one, '3'), []);
  assert.equal(
    [told.splice(0), seen.splice(0)],
    [['picks: no object is of 3; it has 1, 2, for example'], ['1', '2']],
  );
  const shared = list(...['0', '1'].map((tomogram) => object(` tomo_idx="${tomogram}"`, 1, [2, 4, 6])));
  const error = await errorOf(() => read(shared, '1'));
  assert.equal(
    [error.message, error.found, error.hint],
    [
      'objects of several tomograms are in one file',
      'tomo_idx 0, 1',
      'add the tomogram to filter_value, such as @0, or 2@0 for class 2',
    ],
  );
  assert.equal([await read(shared, '@1'), await read(shared, '1@0')], [[[1, 2, 3]], [[1, 2, 3]]]);
  assert.equal([await read(shared, '@2'), seen], [[], ['@0', '@1']]);
});

test('particles of PyTom: position plus shift, turned as in a motive list, by their tomogram', async () => {
  const particle = (origin: string, at: readonly number[], shift: string) =>
    `<Particle Filename="a.em">\n<Rotation X="20.0" Paradigm="ZXZ" Z1="10.0" Z2="30.0"/>\n${shift}<PickPosition Origin="${origin}" X="${at[0]}" Y="${at[1]}" Z="${at[2]}"/>\n</Particle>\n`;
  const list = (...some: readonly string[]) =>
    `<!-- PyTom Version: 0.994 -->\n<ParticleList>\n${some.join('')}</ParticleList>\n`;
  const text = list(
    particle('rec/TS_1.em', [40, 60, 80], '<Shift X="1.0" Y="-2.0" Z="0.5"/>\n'),
    particle('rec/TS_11.em', [1, 2, 3], ''),
  );
  const [first, ...more] = await pointsOf(text, 'orientedPoint', {
    format: 'auto',
    filter: 'TS_1',
    binning: 2,
  });
  assert.equal([more.length, first?.location], [0, { x: 20.5, y: 29, z: 40.25 }]);
  // toMOTL of PyTom: the position counts from 1, and Z1, Z2, X are phi, psi, theta.
  const motl = buildMotiveList([{ at: [41, 58, 80.5], shift: [1, -2, 0.5], angles: [10, 30, 20] }]);
  const [same] = await pointsOf(motl, 'orientedPoint', { format: 'em_motl', binning: 2 });
  assert.equal(first, same);
  const told: string[] = [];
  const none = { format: 'pytom_xml', filter: 'TS_2', warn: (message: string) => told.push(message) };
  assert.equal(await pointsOf(text, 'point', none), []);
  assert.equal(told, [
    'picks: no particle has the Origin TS_2; it has rec/TS_1.em, rec/TS_11.em, for example',
  ]);
  const unset = await errorOf(() => pointsOf(list(particle('', [0, 0, 0], '')), 'point', { format: 'auto' }));
  assert.is(unset.message, 'the particles have no positions');
});

test('mangled files are refused as such', async () => {
  const optics = table('optics', ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize'], ['1 1.35']);
  const relion5 = table('particles', ['rlnTomoName', ...centred, ...subtomogram], ['TS_01 1 2 3 4 5 6']);
  const relion31 = table(
    'particles',
    ['rlnMicrographName', ...coordinates, ...origins],
    ['TS_01 1 2 3 4 5 6'],
  );
  const particles = [{ at: [1, 2, 3], angles: [4, 5, 6] }] as const;
  const files: Readonly<Record<string, string | Uint8Array>> = {
    relion5_star: optics + relion5,
    relion31_star: optics.replace('TomoTiltSeries', 'Image') + relion31,
    dynamo_tbl: dynamoTable(particles),
    em_motl: buildMotiveList(particles),
    cbox: table('cryolo', ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height'], ['1 2 3 4 5']),
    coords: '1 2 3\n4 5 6\n',
    eman2_json: '{"apix_unbin": 2.5, "boxes_3d": [[1, 2, 3, "manual", 0, 0]], "class_list": {}}',
    pytom_xml:
      '<ParticleList><Particle><PickPosition Origin="a" X="1" Y="2" Z="3"/></Particle></ParticleList>',
    deepfinder_xml: '<objlist><object class_label="1" x="1" y="2" z="3"/></objlist>',
    napari_csv: 'index,axis-0,axis-1,axis-2\n0,1,2,3\n',
    cmm: '<marker_sets><marker_set name="a"><marker id="1" x="1" y="2" z="3"/></marker_set></marker_sets>',
  };
  const known = { voxelSpacing: 2, extent: async () => [20, 20, 20] as const };
  for (const [format, contents] of Object.entries(files)) {
    const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
    for (const name of [format, 'auto']) {
      await survivesAsync((copy) => pointsOf(copy, 'point', { format: name, ...known }), bytes);
    }
  }
});

test.run();
