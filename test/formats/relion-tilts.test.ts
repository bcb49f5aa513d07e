import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readAlignment } from '../../src/formats/alignment/read-alignment.js';
import { parseCtf } from '../../src/formats/ctf/ctf-formats.js';
import type { NamedText } from '../../src/formats/text.js';
import { formatErrorOf } from './support/facts.js';

const test = suite('STAR files of several tilt series');

const block = (name: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [
    `data_${name}`,
    'loop_',
    ...columns.map((column) => `_${column}`),
    ...rows.map((row) => row.join(' ')),
    '',
  ].join('\n');

const ctfColumns = ['rlnTomoProjX', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle', 'rlnPhaseShift'];
const ctfBlock = (name: string, defocus: number) =>
  block(name, ctfColumns, [
    ['[1,0,0,0]', defocus, defocus - 4000, 12, 'None'],
    ['[1,0,0,0]', defocus + 10, defocus - 4010, 13, 'None'],
  ]);
const list = block(
  'global',
  ['rlnTomoName', 'rlnTomoTiltSeriesPixelSize', 'rlnTomoSizeX', 'rlnTomoSizeY', 'rlnTomoSizeZ'],
  [
    ['TS_01.tomostar', 2, 40, 60, 21],
    ['TS_02.tomostar', 3, 50, 61, 20],
  ],
);
// WarpTools’ ts_export_particles: one file of all tomograms, called like their .tomostar files.
const warp2 = [list, ctfBlock('TS_01.tomostar', 33350.7), ctfBlock('TS_02.tomostar', 32793)].join('\n');
const firstOf = (text: string, run: string | null, path = 'x_tomograms.star') =>
  parseCtf(text, 'RELION', path, { run })[0]?.defocus1;

test('the CTF of a run is that of its block, by name or name of a file', () => {
  assert.is(firstOf(warp2, 'TS_01'), 33350.7);
  assert.is(firstOf(warp2, 'TS_02'), 32793);
  assert.is(firstOf(warp2.replaceAll('.tomostar', ''), 'TS_02'), 32793);
  assert.is(firstOf(warp2.replaceAll('.tomostar', '.mrc'), 'TS_02'), 32793);
  assert.is(parseCtf(warp2, 'auto', 'x', { run: 'TS_02' })[1]?.defocus1, 32803);
});

test('a run that the table does not name is refused, with the names that it has', () => {
  for (const run of ['TS_03', 'TS_0', 'TS_01_b', null]) {
    const facts = formatErrorOf(() => firstOf(warp2, run));
    assert.match(facts.message, 'does not name this run');
    assert.is(facts.found, '2 blocks: data_TS_01.tomostar, data_TS_02.tomostar');
  }
  assert.is(formatErrorOf(() => firstOf(warp2, 'TS_03')).expected, 'a block data_TS_03');
  // A list of one tomogram names it too.
  const one = [list, ctfBlock('TS_01.tomostar', 33350.7)].join('\n');
  assert.is(firstOf(one, 'TS_01'), 33350.7);
  assert.match(formatErrorOf(() => firstOf(one, 'pos7')).message, 'does not name this run');
  const both = [ctfBlock('TS_01.mrc', 1000), ctfBlock('TS_01.tomostar', 2000)].join('\n');
  assert.match(formatErrorOf(() => firstOf(both, 'TS_01')).message, 'several tables of this run');
  assert.match(formatErrorOf(() => firstOf(list, 'TS_01')).message, 'no CTF estimates');
});

test('blocks and rows of other tilt series are not read, and lines are those of the file', () => {
  const damaged = warp2.replace('data_TS_01.tomostar\n', '$&\n_key without one value\n');
  assert.is(firstOf(damaged, 'TS_02'), 32793);
  assert.is(
    firstOf(damaged.replaceAll(/^data_/gm, ' \tdata_'), 'TS_02'),
    32793,
    'blanks before names of blocks',
  );
  assert.is(formatErrorOf(() => firstOf(damaged, 'TS_01')).line, 13);
  const wrong = damaged.replace('32803 28783', '32803 ?');
  const line = wrong.slice(0, wrong.indexOf('32803')).split('\n').length;
  assert.is(formatErrorOf(() => firstOf(wrong, 'TS_02')).line, line);
  assert.is(formatErrorOf(() => firstOf(wrong.replaceAll('\n', '\r\n'), 'TS_02')).line, line);
  const listed = (rows: readonly string[]) =>
    `data_all\nloop_\n_rlnTomoName\n_rlnDefocusU\n_rlnDefocusV\n${rows.join('\n')}\n`;
  assert.is(firstOf(listed(['TS_1 1000 900', 'TS_2 oops', 'TS_3 3000 2900']), 'TS_3'), 3000);
});

test('rows of one table are those of the tomogram that each names, in any order', () => {
  const columns = ['rlnDefocusV', 'rlnTomoName', 'rlnTomoNominalStageTiltAngle', 'rlnDefocusU'];
  const rows = [3, 0, -3].flatMap((tilt, at) => [
    [10_000 + at, 'g2_7.tomostar', tilt, 11_000 + at],
    [20_000 + at, 'g2_77.tomostar', tilt, 21_000 + at],
  ]);
  const text = block('', columns, rows);
  const of = (run: string) => parseCtf(text, 'RELION', 'a.star', { run }).map(({ defocus1 }) => defocus1);
  assert.equal(
    [of('g2_7'), of('g2_77')],
    [
      [11_000, 11_001, 11_002],
      [21_000, 21_001, 21_002],
    ],
  );
  const own = block('lam_4', columns, [[10_000, 'Position_4', 0, 11_000]]);
  assert.equal(
    parseCtf(own, 'RELION', 'a.star', { run: 'lam_4' }).map(({ defocus1 }) => defocus1),
    [11_000],
    'the block is of the run, whatever its rows say',
  );
  const facts = formatErrorOf(() => of('g2_777'));
  assert.equal(
    [facts.message, facts.found],
    ['the table does not name this run', '2 blocks: data_g2_7.tomostar, data_g2_77.tomostar'],
  );
});

test('a file of one tilt series counts whatever its name, unless it is called like another run', () => {
  for (const name of ['', 'images', 'TS_01', 'pos7'])
    assert.is(firstOf(ctfBlock(name, 900), 'TS_01'), 900, name);
  assert.match(
    formatErrorOf(() => firstOf(ctfBlock('TS_02', 900), 'TS_01', 'ctf/TS_01.star')).message,
    'not name',
  );
  // A curator who names runs otherwise has found the file by its own name; what is published has another one.
  assert.is(firstOf(ctfBlock('TS_02', 900), 'TS_01', 'ctf/TS_02_ctf.star'), 900);
  const published = { run: 'TS_01', isPublished: true };
  assert.is(parseCtf(ctfBlock('TS_02', 900), 'RELION', 'TS_01_RELION_ctf.txt', published)[0]?.defocus1, 900);
});

test('an optional cell without a value is no value; a required one is refused', () => {
  const rows = (phase: string, defocus: string) =>
    block('a', ctfColumns, [['[1,0,0,0]', defocus, '5', phase, phase]]);
  for (const none of ['None', 'nan', '<NA>', '""']) {
    assert.equal(parseCtf(rows(none, '9000'), 'RELION', 'a.star')[0], {
      section: 1,
      defocus1: 9000,
      defocus2: 5,
      phaseShift: 0,
    });
  }
  assert.match(
    formatErrorOf(() => parseCtf(rows('0', 'None'), 'RELION', 'a.star')).message,
    'rlnDefocusU is not',
  );
  assert.match(
    formatErrorOf(() => parseCtf(rows('x', '9000'), 'RELION', 'a.star')).message,
    'rlnDefocusAngle',
  );
});

const star = (path: string, text: string): NamedText => ({ path, text });
const angleColumns = [
  'rlnTomoXTilt',
  'rlnTomoYTilt',
  'rlnTomoZRot',
  'rlnTomoXShiftAngst',
  'rlnTomoYShiftAngst',
];

test('the alignment of a run is that of its file among those of all runs', () => {
  const files = [
    star('tomograms.star', list.replaceAll('.tomostar', '')),
    star('tilt_series/TS_01.star', block('TS_01', angleColumns, [['None', -60, 85, 20, 40]])),
    star('tilt_series/TS_02.star', block('TS_02', angleColumns, [[1, -50, 86, 30, 60]])),
  ];
  const of = (run: string) => readAlignment(files, null, { run }).sections[0];
  assert.equal([of('TS_01')?.tiltAngle, of('TS_01')?.xOffset, of('TS_01')?.volumeXRotation], [-60, 10, 0]);
  assert.equal([of('TS_02')?.tiltAngle, of('TS_02')?.xOffset, of('TS_02')?.volumeXRotation], [-50, 10, 1]);
  assert.match(formatErrorOf(() => of('TS_03')).message, 'does not name this run');
});

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    [0, 1, 2, 3].map((column) => row.reduce((sum, entry, k) => sum + entry * (b[k]?.[column] ?? 0), 0)),
  );
const shift = (x: number, y: number, z: number): Matrix => [
  [1, 0, 0, x],
  [0, 1, 0, y],
  [0, 0, 1, z],
  [0, 0, 0, 1],
];
const turn = (degrees: number, a: number, b: number): Matrix => {
  const matrix = shift(0, 0, 0);
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  for (const [row, column, value] of [
    [a, a, cos],
    [b, b, cos],
    [a, b, -sin],
    [b, a, sin],
  ] as const) {
    (matrix[row] as number[])[column] = value;
  }
  return matrix;
};

test('projection matrices of RELION 4 give the angles and shifts that they are made from', () => {
  const columns = ['rlnTomoProjX', 'rlnTomoProjY', 'rlnTomoProjZ', 'rlnTomoProjW'];
  // s2 · s1 · r2 · r1 · r0 · s0 of setProjectionMatrix, with whole centres of 50 × 61 × 20 voxels and 31 × 40 pixels.
  const wanted = [
    { x: 1.5, y: -60, z: 85, shifts: [3.25, -7.5] },
    { x: -2, y: 42, z: -175, shifts: [0.5, 11] },
  ] as const;
  const rows = wanted.map(({ x, y, z, shifts: [sx, sy] }) =>
    [shift(15, 20, 0), shift(sx, sy, 0), turn(z, 0, 1), turn(y, 2, 0), turn(x, 1, 2), shift(-25, -30, -10)]
      .reduce(product)
      .map((row) => `[${row.join(',')}]`),
  );
  const text = [list, block('TS_01.tomostar', columns, []), block('TS_02.tomostar', columns, rows)].join(
    '\n',
  );
  const facts = { run: 'TS_02', imageSize: [31, 40] } as const;
  const { sections } = readAlignment([star('tomograms.star', text)], null, facts);
  assert.is(sections.length, 2);
  for (const [index, { x, y, z, shifts }] of wanted.entries()) {
    const section = sections[index];
    const [[cos = 0] = [], [sin = 0] = []] = section?.inPlaneRotation ?? [];
    const found = [
      section?.volumeXRotation,
      section?.tiltAngle,
      (Math.atan2(sin, cos) * 180) / Math.PI,
      section?.xOffset,
      section?.yOffset,
    ];
    for (const [at, value] of [x, y, z, ...shifts].entries()) {
      assert.ok(Math.abs((found[at] ?? Number.NaN) - value) < 1e-9, `${found}`);
    }
  }
  const { missing, sections: none } = readAlignment([star('t.star', text)], null, { run: 'TS_02' });
  assert.equal(none, []);
  assert.match(missing ?? '', 'need the stack of the tilt series and rlnTomoSizeX');
  const [[first = '', second = '', third = ''] = []] = rows;
  const negated = `[${third
    .slice(1, -1)
    .split(',')
    .map((cell) => -Number(cell))
    .join(',')}]`;
  const mirrored = [list, block('TS_02', columns, [[first, second, negated, '[0,0,0,1]']])].join('\n');
  const refused = formatErrorOf(() =>
    readAlignment([star('t.star', mirrored.replaceAll('.tomostar', ''))], null, facts),
  );
  assert.match(refused.message, 'the projection matrix mirrors');
});

test('one of several tilt series of Warp is chosen by its file', () => {
  const xml = (path: string, angle: number) =>
    star(
      path,
      `<TiltSeries><Angles>${angle}</Angles><CTF><Param Name="PixelSize" Value="2" /></CTF></TiltSeries>`,
    );
  const files = [xml('a/TS_01.xml', -3), xml('a/TS_02.xml', -4)];
  assert.is(readAlignment(files, null, { run: 'TS_02' }).sections[0]?.tiltAngle, 4);
  const facts = formatErrorOf(() => readAlignment(files, null, { run: 'TS_03' }));
  assert.equal([facts.expected, facts.found], ['one called TS_03.xml', '2']);
});

test.run();
