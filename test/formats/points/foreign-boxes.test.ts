import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointOptions, PointType } from '../../../src/formats/points/point.js';
import { pointsOf } from '../support/points.js';

// Files as the programs' own writers make them; each test names the writer and follows it.
const test = suite('boxes and markers that programs wrote');

async function locations(text: string, options: PointOptions, type: PointType = 'point') {
  const points = await pointsOf(text, type, options);
  return points.map(({ location: { x, y, z } }) => [x, y, z]);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
  readonly h: number;
}

const boxes: readonly Box[] = [
  { x: 714.5, y: 665, z: 114.5625, w: 37, h: 37 },
  { x: 131.25, y: 175.625, z: 267.5, w: 37, h: 37 },
];
const centres = [
  [733, 683.5, 114.5625],
  [149.75, 194.125, 267.5],
];

test('crYOLO: write_coords_file of its CoordsIO.py', async () => {
  const text = boxes.map(({ x, y, z, w, h }) => `${x + w / 2} ${y + h / 2} ${z}\n`).join('');
  for (const format of ['coords', 'auto']) assert.equal(await locations(text, { format }), centres);
});

test('crYOLO: its tool that scales coordinates prints %10.5f', async () => {
  const text = centres
    .map((row) => `${row.map((value) => value.toFixed(5).padStart(10)).join(' ')}\n`)
    .join('');
  assert.equal(await locations(text, { format: 'coords' }), centres);
});

test('crYOLO: coordinates of filaments have their number in a fourth column', async () => {
  const text = centres.map((row, filament) => `${row.join(' ')} ${filament}\n`).join('');
  assert.equal(await locations(text, { format: 'coords' }), centres);
});

test('crYOLO: boxes of filaments of napari-boxmanager, whose vertices are a block of their own', async () => {
  const columns = ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height', 'Depth', 'filamentid'];
  const loop = (block: string, names: readonly string[], rows: readonly (readonly number[])[]) =>
    `\ndata_${block}\n\nloop_\n${names.map((name, at) => `_${name} #${at + 1}`).join('\n')}\n${rows
      .map((row) => ` ${row.map((value) => value.toFixed(6)).join('  ')} `)
      .join('\n')}\n`;
  const rows = boxes.map(({ x, y, z, w, h }) => [x, y, z, w, h, w, 1]);
  const text =
    '\ndata_global\n\n_cbox_format_version   1.0 \n' +
    loop('filament_vertices', columns, [[1, 2, 3, 37, 37, 37, 1]]) +
    loop('cryolo', columns, rows) +
    loop('cryolo_include', ['slice_index'], [[114.5625], [267.5]]);
  for (const format of ['cbox', 'auto']) assert.equal(await locations(text, { format }), centres);
});

const shape = [301, 300, 101] as const;
const [apix, unbinned] = [8.84, 2.21];

test('EMAN2: SaveJson of e2spt_boxer.py counts from the middle of the tomogram, unbinned', async () => {
  const voxels = [
    [175, 100, 60],
    [12, 299, 3],
  ];
  const info = {
    apix_unbin: unbinned,
    boxes_3d: voxels.map((voxel, index) => [
      ...voxel.map((value, axis) => ((value - Math.floor((shape[axis] ?? 0) / 2)) * apix) / unbinned),
      'manual',
      0,
      index,
    ]),
    class_list: { 0: { name: 'particles_00', boxsize: 128 }, 1: { name: 'ribosome', boxsize: 96 } },
  };
  const known = {
    binning: apix / unbinned,
    voxelSpacing: apix,
    extent: async () => shape.map((count) => count * apix) as unknown as [number, number, number],
  };
  for (const format of ['eman2_json', 'auto']) {
    const found = await locations(JSON.stringify(info), { format, ...known });
    assert.equal(
      found.map((row) => row.map((value) => Number(value.toFixed(9)))),
      voxels,
    );
  }
  const named = await locations(JSON.stringify(info), { format: 'eman2_json', filter: 'ribosome', ...known });
  assert.is(named.length, 1);
});

test('EMAN2: e2spt_tempmatch.py without apix_unbin, and what formerly was written', async () => {
  // [x, y, z, 'tm', score, class, volume]; classes were names, and boxes had none, before.
  const info = {
    boxes_3d: [
      [12.0, 40.0, 7.0, 'tm', 6.25, 1, 1830.0],
      [13, 41, 8, 'manual'],
    ],
    class_list: { 0: 'gold', 1: { boxsize: 48, name: 'emd_1234' } },
  };
  const read = (filter: string | null) =>
    locations(JSON.stringify(info), { format: 'eman2_json', ...(filter === null ? {} : { filter }) });
  assert.equal(await read(null), [
    [12, 40, 7],
    [13, 41, 8],
  ]);
  assert.equal(await read('emd_1234'), [[12, 40, 7]]);
  assert.equal(await read('1'), [[12, 40, 7]]);
  assert.equal(await read('gold'), [[13, 41, 8]]);
});

test('ChimeraX: write_cmm of its cmmfiles.py', async () => {
  const set = (name: string, markers: readonly string[], links: readonly string[] = []) =>
    [`<marker_set name="${name}">`, ...markers, ...links, '</marker_set>'].join('\n');
  const first = set(
    'picks &amp; more',
    [
      '<marker id="1" x="1754.8" y="879.58" z="1138.1" r="1" g="1" b="0" radius="50"/>',
      '<marker id="2" x="12.5" y="-3e-05" z="2.5e+04"  radius="50" note="a &lt;b&gt;" nr="1" ng="1" nb="1"/>',
    ],
    ['<link id1="1" id2="2" r="1" g="1" b="0" radius="25"/>'],
  );
  const expected = [
    [1754.8, 879.58, 1138.1],
    [12.5, -3e-5, 25000],
  ];
  for (const format of ['cmm', 'auto']) assert.equal(await locations(first, { format }), expected);
  const several = `<marker_sets>\n${first}\n${set('2', ['<marker id="1" x="1" y="2" z="3"  radius="1"/>'])}\n</marker_sets>`;
  const points = await pointsOf(several, 'instancePoint', { format: 'auto' });
  assert.equal(
    points.map((point) => point.type === 'instancePoint' && [point.instanceId, point.location.x]),
    [
      [0, 1754.8],
      [0, 12.5],
      [1, 1],
    ],
  );
});

test('TADbit: the marker set in the documentation of its reader, in voxels of 10 Å', async () => {
  const text = `<marker_set name="1">
  <marker id="1" x="7347.50964739" y="-7743.92836303" z="-8283.39749204" r="0.00990099009901" g="0" b="0.990099009901" radius="500.0" note="1"/>
  <marker id="2" x="7647.90254377" y="-7308.1816344" z="-7387.75932893" r="0.019801980198" g="0" b="0.980198019802" radius="500.0" note="2"/>
  <link id1="1" id2="2" r="1" g="1" b="1" radius="250.0"/>
</marker_set>`;
  const [first] = await locations(text, { format: 'cmm', binning: 10 });
  assert.equal(
    first?.map((value) => Number(value.toFixed(6))),
    [734.750965, -774.392836, -828.339749],
  );
});

test.run();
