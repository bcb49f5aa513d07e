import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AlignmentSection, parseAngleList } from '../../../src/formats/alignment/alignment-section.js';
import { readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import { decodeText, type NamedText } from '../../../src/formats/text.js';
import { formatErrorOf } from '../support/facts.js';
import { seededIntegers, survives } from '../support/mangle.js';

const test = suite('alignments of other programs');

const file = (path: string, ...lines: readonly string[]): NamedText => ({ path, text: lines.join('\n') });

function close(found: readonly number[], expected: readonly number[], tolerance = 1e-6): void {
  assert.is(found.length, expected.length);
  for (const [index, value] of found.entries()) {
    assert.ok(
      Math.abs(value - (expected[index] as number)) <= tolerance,
      `[${index}] ${found}, not ${expected}`,
    );
  }
}

const numbersOf = ({
  zIndex,
  tiltAngle,
  volumeXRotation,
  inPlaneRotation,
  xOffset,
  yOffset,
}: AlignmentSection) => [zIndex, tiltAngle, volumeXRotation, ...inPlaneRotation.flat(), xOffset, yOffset];

/** Right-handed rotation about an axis by degrees, as gravis::t4Matrix::rotation has it. */
function turn(axis: 0 | 1 | 2, degrees: number): number[][] {
  const [a, b] = [(axis + 1) % 3, (axis + 2) % 3] as [number, number];
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const matrix = [0, 1, 2].map((row) => [0, 1, 2].map((column) => (row === column ? 1 : 0)));
  (matrix[a] as number[])[a] = cos;
  (matrix[a] as number[])[b] = -sin;
  (matrix[b] as number[])[a] = sin;
  (matrix[b] as number[])[b] = cos;
  return matrix;
}

const apply = (matrix: readonly (readonly number[])[], vector: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, entry, index) => sum + entry * (vector[index] ?? 0), 0));

const columns = [
  'rlnTomoNominalStageTiltAngle',
  'rlnMicrographName',
  'rlnTomoXTilt',
  'rlnTomoYTilt',
  'rlnTomoZRot',
  'rlnTomoXShiftAngst',
  'rlnTomoYShiftAngst',
];

const relionStar = (name: string, rows: readonly string[]) =>
  file(
    `${name}.star`,
    '',
    '# version 50001',
    '',
    `data_${name}`,
    '',
    'loop_ ',
    ...columns.map((column, index) => `_${column} #${index + 1} `),
    ...rows,
    '',
  );

const list = file(
  'aligned_tilt_series.star',
  'data_global',
  'loop_',
  '_rlnTomoName #1',
  '_rlnTomoTiltSeriesStarFile #2',
  '_rlnTomoTiltSeriesPixelSize #3',
  'other tilt_series/other.star 9',
  'TS_1 tilt_series/TS_1.star 2.5',
);

test('RELION 5 projects as its sections say', () => {
  const below = seededIntegers(5);
  const random = (range: number) => below(range * 2000) / 1000 - range;
  const angles = [
    ...[0, 90, 180, 270].map((zRot) => [0, 0, zRot] as const),
    ...Array.from({ length: 20 }, () => [random(5), random(60), random(180)] as const),
  ];
  const shifts = angles.map(() => [random(200), random(200)] as const);
  const rows = angles.map(
    ([x, y, z], index) => `${y} MotionCorr/${index}.mrc ${x} ${y} ${z} ${shifts[index]?.join(' ')}`,
  );
  const { sections, missing } = readAlignment([relionStar('TS_1', rows), list], null);
  assert.is(missing, null);
  for (const [index, section] of sections.entries()) {
    const [x, y, z] = angles[index] ?? [0, 0, 0];
    const [sx, sy] = shifts[index] ?? [0, 0];
    const point = [random(100), random(100), random(100)];
    // Tomogram::setProjectionMatrix: s1 · r2 · r1 · r0, shifts in Å divided by the pixel size.
    const tilted = apply(turn(1, y), apply(turn(0, x), point));
    const [u = 0, v = 0] = apply(turn(2, z), tilted);
    const own = apply(turn(1, section.tiltAngle), apply(turn(0, section.volumeXRotation), point));
    const [ou = 0, ov = 0] = apply(section.inPlaneRotation, own.slice(0, 2));
    close([ou + section.xOffset, ov + section.yOffset], [u + sx / 2.5, v + sy / 2.5]);
  }
});

test('RELION 5 as cryoCAT has it in its tests, with the pixel size of the tilt series', () => {
  const rows = [
    '-30.0 frames/dc02t01_047.mrc 0.000000 -27.49000 4.995921 -924.07471 27.852382',
    '-29.0 frames/dc02t01_044.mrc 0.000000 -26.49000 4.996776 276.594517 1.025110',
  ];
  const { sections } = readAlignment([relionStar('dc02t01', rows)], 'RELION', { pixelSize: 1.96 });
  close(
    sections.flatMap(({ zIndex, tiltAngle }) => [zIndex, tiltAngle]),
    [0, -27.49, 1, -26.49],
  );
  close([sections[0]?.xOffset ?? 0, sections[0]?.yOffset ?? 0], [-924.07471 / 1.96, 27.852382 / 1.96]);
  const facts = formatErrorOf(() => readAlignment([relionStar('TS_9', rows), list], 'RELION'));
  assert.match(facts.message, 'need a pixel size');
  const stacked = rows.map((row, index) => row.replace(/frames\S+/, `${2 - index}@stack.mrcs`));
  const swapped = readAlignment([relionStar('dc02t01', stacked)], null, { pixelSize: 1.96 }).sections;
  assert.equal(
    swapped.map(({ zIndex, tiltAngle }) => [zIndex, tiltAngle]),
    [
      [0, -26.49],
      [1, -27.49],
    ],
  );
});

const warpXml = (lists: Readonly<Record<string, readonly (number | string)[]>>) =>
  file(
    'TS_1.xml',
    '<?xml version="1.0" encoding="utf-16"?>',
    '<TiltSeries AreAnglesInverted="False" PlaneNormal="0, 0, 1">',
    ...Object.entries(lists).map(([name, values]) => `\t<${name}>${values.join('\r\n')}</${name}>`),
    '\t<CTF>',
    '\t\t<Param Name="PixelSize" Value="1.97100" />',
    '\t</CTF>',
    '</TiltSeries>',
  );

test('Warp as cryoCAT has it in its tests', () => {
  const xml = warpXml({
    Angles: [-52, -50, -48],
    UseTilt: ['True', 'False', 'True'],
    AxisAngle: [83.22321, 83.22321, 83.22321],
    AxisOffsetX: [51.38024, 23.28143, 52.3049],
    AxisOffsetY: [-95.60207, -110.2457, -89.65818],
  });
  const { sections } = readAlignment([xml], null);
  const [cos, sin] = [0.1180017173, 0.993013391];
  close(
    numbersOf(sections[0] as AlignmentSection),
    [0, 52, 0, cos, -sin, sin, cos, 51.38024 / 1.971, -95.60207 / 1.971],
    1e-6,
  );
  assert.equal(
    sections.map(({ zIndex }) => zIndex),
    [0, 2],
  );
});

test('a .tomostar as WarpTools writes it has the tilts of the microscope with the other sign', () => {
  // The tutorial of WarpTools (ts_import); the names of its frames have the angles of the stage.
  const rows = [
    '../warp_frameseries/2Dvs3D_53-1_00041_-40.0_Jul31_11.05.12.tif   40.01  -93.500  105.600006  3.854  0.000',
    '../warp_frameseries/2Dvs3D_53-1_00040_-38.0_Jul31_11.04.30.tif   38.00  -93.500   102.96001  3.950  0.000',
  ];
  const names = ['MovieName', 'AngleTilt', 'AxisAngle', 'Dose', 'AverageIntensity', 'MaskedFraction'];
  const table = (columns: readonly string[], lines: readonly string[]) => ({
    path: 'tomostar/TS_1.tomostar',
    text: `\ndata_\n\nloop_\n${columns.map((name, at) => `_wrp${name} #${at + 1}`).join('\n')}\n${lines.join('\n')}\n`,
  });
  const { sections, stackSections } = readAlignment([table(names, rows)], null, { run: 'TS_1' });
  const [cos, sin] = [Math.cos((-93.5 * Math.PI) / 180), Math.sin((-93.5 * Math.PI) / 180)];
  assert.is(stackSections, 2);
  close(numbersOf(sections[0] as AlignmentSection), [0, -40.01, 0, cos, -sin, sin, cos, 0, 0], 1e-9);
  close(numbersOf(sections[1] as AlignmentSection), [1, -38, 0, cos, -sin, sin, cos, 0, 0], 1e-9);

  const shifted = table(
    [...names, 'AxisOffsetX', 'AxisOffsetY'],
    rows.map((row) => `${row} 15 -30`),
  );
  const [first] = readAlignment([shifted], 'WARP', { pixelSize: 1.5 }).sections;
  assert.equal([first?.xOffset, first?.yOffset], [10, -20]);
  assert.match(formatErrorOf(() => readAlignment([shifted], 'WARP')).message, 'need a pixel size');
  const odd = formatErrorOf(() => readAlignment([table(names, ['a.tif x 0 0 0 0'])], 'WARP'));
  assert.equal([odd.message, odd.line], ['wrpAngleTilt is not a number', 11]);
  // What Warp has refined since is in its XML.
  const xml = warpXml({ Angles: [7], AxisAngle: [1], AxisOffsetX: [0], AxisOffsetY: [0], UseTilt: ['True'] });
  assert.equal(
    readAlignment([shifted, xml], 'WARP', { pixelSize: 1 }).sections.map(({ tiltAngle }) => tiltAngle),
    [-7],
  );
});

test('Warp’s import of IMOD’s transforms and our reading of them are the same but for the sign of tilts', () => {
  const pixel = 1.971;
  const below = seededIntegers(3);
  const axes = [0, 90, 180, 270, ...Array.from({ length: 20 }, () => below(360_000) / 1000 - 180)];
  const shifts = axes.map(() => [below(2000) / 10 - 100, below(2000) / 10 - 100] as const);
  const transforms = axes.map((axis, index) => {
    const [cos, sin] = [Math.cos((axis * Math.PI) / 180), Math.sin((axis * Math.PI) / 180)];
    return [cos, sin, -sin, cos, ...(shifts[index] ?? [0, 0])] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  });
  // ImportAlignments.cs: axis from the rotation, offset = Rotationᵀ · (−DX, −DY) · pixel size.
  const offsets = transforms.map(([a11, a12, a21, a22, dx, dy]) => [
    (a11 * -dx + a21 * -dy) * pixel,
    (a12 * -dx + a22 * -dy) * pixel,
  ]);
  const xml = warpXml({
    Angles: axes.map((_, index) => index),
    AxisAngle: axes,
    AxisOffsetX: offsets.map(([x = 0]) => x),
    AxisOffsetY: offsets.map(([, y = 0]) => y),
  });
  const xf = file('a.xf', ...transforms.map((row) => row.map((value) => value.toFixed(12)).join(' ')));
  // Warp keeps the tilt angles of IMOD as they are, but rotates in the opposite direction.
  const tlt = file('a.tlt', ...axes.map((_, index) => String(-index)));
  const imod = readAlignment([xf, tlt], null).sections;
  for (const [index, section] of readAlignment([xml], null).sections.entries()) {
    close(numbersOf(section), numbersOf(imod[index] as AlignmentSection));
  }
});

const rows = [
  '    0   -12.6611    1.00000     24.786     -2.677     1.00     1.00     1.00     0.00    -3.00',
  '    2    30.0000    1.00000     10.000    -20.000     1.00     1.00     1.00     0.00     3.00',
];
const header =
  '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT';

test('AreTomo 1.2 numbers sections of the stack', () => {
  const { sections } = readAlignment([file('a.aln', '# 2 0', header, ...rows)], null);
  close(numbersOf(sections[0] as AlignmentSection).slice(0, 4), [0, -3, 0, 0.97568358]);
  close(numbersOf(sections[1] as AlignmentSection), [2, 3, 0, 0.8660254, -0.5, 0.5, 0.8660254, 10, -20]);
  assert.match(
    formatErrorOf(() => readAlignment([file('a.aln', '# 3 0', header, ...rows)], null)).message,
    /add up/,
  );
  const twice = file('a.aln', '# 2 0', header, rows[0] ?? '', rows[0] ?? '');
  assert.match(formatErrorOf(() => readAlignment([twice], null)).message, 'same section twice');
});

test('AreTomo2 spells its dark frames in two words', () => {
  const aln = file(
    'a.aln',
    '# AreTomo Alignment / Priims bprmMn ',
    '# RawSize = 100 80 3',
    '# DarkFrames = 1',
    '# NumPatches = 0',
    '# Dark frame =     1    1     0.00',
    header,
    ...rows,
    '# Local Alignment',
  );
  assert.equal(
    readAlignment([aln], null).sections.map(({ zIndex }) => zIndex),
    [0, 2],
  );
});

test('exclude lists of dual-axis series', () => {
  const xf = (path: string) => file(path, '1 0 0 1 0 0', '1 0 0 1 0 0', '1 0 0 1 0 0');
  const tlt = file('midzone2a.tlt', '-3', '0', '3');
  const a = file('tilta.com', '$tilt -StandardInput', 'EXCLUDELIST 1');
  const b = file('tiltb.com', 'EXCLUDELIST2 2-3');
  const indices = (...texts: NamedText[]) =>
    readAlignment([...texts, tlt], 'IMOD').sections.map(({ zIndex }) => zIndex);
  assert.equal(indices(xf('midzone2a.xf'), a), [1, 2]);
  assert.equal(indices(xf('midzone2a.xf'), b, a), [1, 2]);
  assert.equal(indices(xf('midzone2b.xf'), a, b), [0]);
  assert.equal(indices(xf('all.xf'), b), [0]);
  assert.match(formatErrorOf(() => indices(xf('all.xf'), a, b)).message, /two axes/);
  assert.is(readAlignment([xf('a.xf'), tlt, a], 'IMOD', { compatible: 'portal' }).sections.length, 3);
});

test('a list of angles with their order', () => {
  assert.equal(parseAngleList(file('a.rawtlt', '-3.0 2', '0.0 1', '3.0\t3', '')), [-3, 0, 3]);
  assert.match(formatErrorOf(() => parseAngleList(file('a.rawtlt', '-3.0 2', '0.0'))).message, /fields/);
  // AreTomo3 adds the dose.
  assert.equal(
    parseAngleList(file('a_TLT.txt', '   -3.00     3      2.97', '    0.00     1      2.97')),
    [-3, 0],
  );
  const coordinates = () => parseAngleList(file('a.rawtlt', '1 2.5 3', '4 5.5 6'));
  assert.match(formatErrorOf(coordinates).message, /fields/);
});

test('says what files of another format look like', () => {
  const xml = warpXml({ Angles: [1] });
  assert.match(readAlignment([xml], 'IMOD').missing ?? '', 'the files look like WARP');
  const broken = formatErrorOf(() => readAlignment([warpXml({ Angles: [1, 2], AxisAngle: [3] })], 'WARP'));
  assert.match(broken.message, 'one value for every section');
});

test('survives mangled files', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const text = (copy: Uint8Array, path: string) => ({ path, text: decodeText(copy, path) });
  const star = relionStar('TS_1', ['3 a.mrc 0 3 80 1 2', '6 b.mrc 0 6 80 1 2']);
  const facts = { pixelSize: 2 };
  for (const format of [null, 'RELION'])
    survives((copy) => readAlignment([text(copy, 'a.star')], format, facts), bytes(star.text));
  const xml = warpXml({ Angles: [1, 2], AxisAngle: [3, 4], UseTilt: ['True', 'False'] });
  for (const format of [null, 'WARP'])
    survives((copy) => readAlignment([text(copy, 'a.xml')], format, facts), bytes(xml.text));
  const aln = ['# 2 0', header, ...rows].join('\n');
  survives((copy) => readAlignment([text(copy, 'a.aln')], null), bytes(aln));
});

test('rows of RELION in order of acquisition go to the sections of their tilts', () => {
  const names = ['NominalStageTiltAngle', 'XTilt', 'YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'];
  const rows = [0, 3, -3].map((tilt, at) => `${tilt} 0 ${tilt + 0.5} 85 ${2 * at} 0\n`).join('');
  const text = `\ndata_TS_1\n\nloop_\n${names.map((name) => `_rlnTomo${name}\n`).join('')}${rows}`;
  const read = (stackTilts?: readonly number[]) =>
    readAlignment([{ path: 'TS_1.star', text }], 'RELION', {
      pixelSize: 2,
      stackTilts: stackTilts ?? null,
    }).sections.map(({ zIndex, tiltAngle, xOffset }) => [zIndex, tiltAngle, xOffset]);
  const byRow = [
    [0, 0.5, 0],
    [1, 3.5, 1],
    [2, -2.5, 2],
  ];
  assert.equal(read([-3.01, 0, 2.99]), [
    [0, -2.5, 2],
    [1, 0.5, 0],
    [2, 3.5, 1],
  ]);
  // A section that the table leaves out.
  assert.equal(
    read([-6, -3, 0, 3]).map(([zIndex, tilt]) => [zIndex, tilt]),
    [
      [1, -2.5],
      [2, 0.5],
      [3, 3.5],
    ],
  );
  for (const tilts of [undefined, [10, 20, 30], [0, 3]]) assert.equal(read(tilts), byRow);
});

test.run();
