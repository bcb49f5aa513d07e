import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AlignmentSection } from '../../../src/formats/alignment/alignment-section.js';
import { readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import type { NamedText } from '../../../src/formats/text.js';
import { formatErrorOf } from '../support/facts.js';
import { seededIntegers } from '../support/mangle.js';

// Lines of files that programs wrote, as public repositories and issues have them, shortened to a few sections.
const test = suite('alignments that programs wrote');

const file = (path: string, ...lines: readonly string[]): NamedText => ({ path, text: lines.join('\n') });

function close(found: readonly number[], expected: readonly number[], tolerance: number, place = ''): void {
  assert.is(found.length, expected.length, place);
  for (const [index, value] of found.entries()) {
    const wanted = expected[index] as number;
    assert.ok(Math.abs(value - wanted) <= tolerance, `${place} [${index}] ${value}, not ${wanted}`);
  }
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const multiply = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  a.map((row) => [0, 1, 2].map((column) => row.reduce((sum, entry, k) => sum + entry * b[k]![column]!, 0)));
/** Right-handed rotations, rows one after another. */
const rx = (angle: number) => [
  [1, 0, 0],
  [0, Math.cos(angle), -Math.sin(angle)],
  [0, Math.sin(angle), Math.cos(angle)],
];
const ry = (angle: number) => [
  [Math.cos(angle), 0, Math.sin(angle)],
  [0, 1, 0],
  [-Math.sin(angle), 0, Math.cos(angle)],
];

/** The first two rows of the projection that a section stands for, by its documentation. */
function projection({ inPlaneRotation, tiltAngle, volumeXRotation }: AlignmentSection): number[] {
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = inPlaneRotation;
  const turned = multiply(ry(radians(tiltAngle)), rx(radians(volumeXRotation)));
  return multiply(
    [
      [a, b, 0],
      [c, d, 0],
    ],
    turned,
  ).flat();
}

const columns =
  '# SEC     ROT         GMAG       TX          TY      SMEAN     SFIT    SCALE     BASE     TILT';
type Row = readonly [sec: number, rot: number, tx: number, ty: number, tilt: number];
/** A row as CSaveAlnFile.cpp of AreTomo2 prints it. */
const alnRow = (...[sec, rot, tx, ty, tilt]: Row): string =>
  `${String(sec).padStart(5)}  ${rot.toFixed(4).padStart(9)}    1.00000  ${tx.toFixed(3).padStart(9)}  ${ty
    .toFixed(3)
    .padStart(9)}     1.00     1.00     1.00     0.00  ${tilt.toFixed(2).padStart(8)}`;
const begin = '# AreTomo Alignment / Priims bprmMn ';
const aln = (...lines: readonly string[]) => readAlignment([file('a.aln', ...lines)], null).sections;
const placesOf = (sections: readonly AlignmentSection[]) =>
  sections.map(({ zIndex, tiltAngle }) => [zIndex, tiltAngle]);

test('AreTomo 1.2.0: example_v1_2_0.aln of lil-aretomo counts its rows in the second line', () => {
  const sections = aln(
    begin,
    '# 3  0',
    columns,
    alnRow(0, -93.7196, 155.235, 708.75, -51.98),
    alnRow(1, -93.7159, 128.849, 676.34, -48.99),
    alnRow(2, -93.7124, 134.846, 613.833, -45.98),
  );
  assert.equal(placesOf(sections), [
    [0, -51.98],
    [1, -48.99],
    [2, -45.98],
  ]);
  close(sections[0]?.inPlaneRotation.flat() ?? [], [-0.0648736, 0.9978935, -0.9978935, -0.0648736], 1e-6);
  assert.equal([sections[0]?.xOffset, sections[0]?.yOffset], [155.235, 708.75]);
});

test('AreTomo 1.2: TS_121.aln of lil-aretomo is the TS_121.xf that AreTomo wrote beside it', () => {
  const rows: readonly Row[] = [
    [0, 83.8298, 4.792, -112.998, -42],
    [1, 83.8672, 5.112, 44.572, -39],
    [2, 83.9029, 5.206, -101.828, -36],
    [3, 83.9368, 10.472, 67.764, -33],
  ];
  const sections = aln(begin, '# 4  0', columns, ...rows.map((row) => alnRow(...row)));
  const xf = file(
    'TS_121.xf',
    '    0.107     0.994    -0.994     0.107    111.83     16.91',
    '    0.107     0.994    -0.994     0.107    -44.86      0.32',
    '    0.106     0.994    -0.994     0.106    100.70     15.99',
    '    0.106     0.994    -0.994     0.106    -68.49      3.26',
  );
  const imod = readAlignment([xf, file('a.tlt', '-42', '-39', '-36', '-33')], 'IMOD').sections;
  for (const [index, section] of sections.entries()) {
    close(section.inPlaneRotation.flat(), imod[index]?.inPlaneRotation.flat() ?? [], 6e-4);
    const { xOffset = 0, yOffset = 0 } = imod[index] ?? {};
    close([section.xOffset, section.yOffset], [xOffset, yOffset], 0.08);
  }
});

test('AreTomo turns images as its CSaveXF.cpp writes them for IMOD', () => {
  const below = seededIntegers(31);
  const turns = [0, 90, 180, 270, ...Array.from({ length: 20 }, () => below(360_000) / 1000 - 180)];
  const rows = turns.map(
    (rot, index) => [index, rot, below(4000) / 10 - 200, below(4000) / 10 - 200] as const,
  );
  const sections = aln(
    begin,
    `# RawSize = 100 80 ${rows.length}`,
    columns,
    ...rows.map(([sec, rot, x, y]) => alnRow(sec, rot, x, y, sec)),
  );
  const transforms = rows.map(([, rot, x, y]) => {
    const axis = radians(rot);
    const [a11, a12, a21, a22] = [Math.cos(-axis), -Math.sin(-axis), Math.sin(-axis), Math.cos(-axis)];
    return [a11, a12, a21, a22, a11 * -x + a12 * -y, a21 * -x + a22 * -y];
  });
  const xf = file('a.xf', ...transforms.map((row) => row.map((value) => value.toFixed(12)).join(' ')));
  const imod = readAlignment([xf, file('a.tlt', ...turns.map((_, index) => `${index}`))], 'IMOD').sections;
  for (const [index, { inPlaneRotation, xOffset, yOffset }] of sections.entries()) {
    const { inPlaneRotation: turn = [], xOffset: x = 0, yOffset: y = 0 } = imod[index] ?? {};
    close([...inPlaneRotation.flat(), xOffset, yOffset], [...turn.flat(), x, y], 1e-6, `${turns[index]}°`);
  }
});

test('AreTomo 1.3.0: example_v1_3_0.aln of lil-aretomo', () => {
  const sections = aln(
    begin.trim(),
    '# RawSize = 5760 4092 2',
    '# NumPatches = 0',
    columns,
    alnRow(0, -93.6692, 157.142, 720.866, -51.98),
    alnRow(1, -93.6692, 130.526, 686.004, -48.99),
  );
  assert.equal(
    sections.map(({ zIndex, xOffset, yOffset }) => [zIndex, xOffset, yOffset]),
    [
      [0, 157.142, 720.866],
      [1, 130.526, 686.004],
    ],
  );
});

const descending = [
  begin,
  '# RawSize = 940 668 3',
  '# NumPatches = 0',
  columns,
  alnRow(2, 85.2, 2.969, 13.163, -54.99),
  alnRow(1, 85.2, 0.643, 7.221, -51.99),
  alnRow(0, 85.2, 1.688, 11.949, -48.99),
];

test('AreTomo2: rows are sorted by tilt, SEC is the section of the stack (issue 78 of Warp)', () => {
  const sections = aln(...descending);
  assert.equal(
    sections.map(({ zIndex, tiltAngle, xOffset }) => [zIndex, tiltAngle, xOffset]),
    [
      [0, -48.99, 1.688],
      [1, -51.99, 0.643],
      [2, -54.99, 2.969],
    ],
  );
  const asPortal = readAlignment([file('a.aln', ...descending)], null, { compatible: 'portal' }).sections;
  assert.equal(placesOf(asPortal), [
    [0, -54.99],
    [1, -51.99],
    [2, -48.99],
  ]);
});

test('AreTomo2: dark frames keep their section, and tilts beyond reason are refused (its issue 11)', () => {
  const dark = [0, 1, 2, 3, 4, 5, 6, 58, 59, 60].map((at, index) => {
    const section = at < 7 ? at : at - 49;
    return `# DarkFrame =  ${String(section).padStart(4)} ${String(section).padStart(4)} ${(-55 + 2 * index).toFixed(2).padStart(8)}`;
  });
  const lines = (tilts: readonly number[]) => [
    begin,
    '# RawSize = 512 512 12',
    '# NumPatches = 0',
    ...dark,
    columns,
    alnRow(7, -10.6414, 30.409, -7.146, tilts[0] ?? 0),
    alnRow(8, -10.6414, 25.102, -4.066, tilts[1] ?? 0),
  ];
  assert.equal(placesOf(aln(...lines([-41, -39]))), [
    [7, -41],
    [8, -39],
  ]);
  const facts = formatErrorOf(() => aln(...lines([1.5673015253736903e24, 0])));
  assert.equal([facts.message, facts.line], ['bad tilt angle', 15]);
});

test('AreTomo3 counts sections from 1: test_data_no_local.aln of alnfile', () => {
  const sections = aln(
    begin.trim(),
    '# RawSize = 4096 4096 3',
    '# NumPatches = 0',
    '# AlphaOffset =    -7.00',
    '# BetaOffset =     0.00',
    '# Thickness = 2050',
    columns,
    alnRow(1, -95.404, 9.22, 103.933, -63.2),
    alnRow(2, -95.404, 18.66, 84.977, -61.2),
    alnRow(3, -95.404, 5.624, 80.787, -59.2),
  );
  assert.equal(placesOf(sections), [
    [0, -63.2],
    [1, -61.2],
    [2, -59.2],
  ]);
});

const relionColumns = ['XTilt', 'YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'].map(
  (name) => `rlnTomo${name}`,
);
const relionStar = (name: string, rows: readonly (readonly number[])[]) =>
  file(
    `${name}.star`,
    '',
    '# version 30001',
    '',
    `data_${name}`,
    '',
    'loop_ ',
    ...['rlnMicrographName', ...relionColumns].map((column, index) => `_${column} #${index + 1} `),
    ...rows.map((row, index) => `MotionCorr/${index}.mrc ${row.join(' ')} `),
  );

test('RELION 5: 220728_TS_01.star of its own tests projects as the matrices in it', () => {
  const rows = [
    [0, 9.02, 85.267461, -64.15332, 2.585551],
    [0, 12.02, 85.275607, -70.67049, -32.61262],
    [0, 6.02, 85.259464, -67.26383, 28.184126],
  ];
  // Rotations of rlnTomoProjX and rlnTomoProjY.
  const matrices = [
    [0.0814842382114, -0.996590673923, 0.0129349948257, 0.984266480393, 0.0825045183301, 0.156244718125],
    [0.0805571085151, -0.996602416039, 0.0171523300395, 0.974751876037, 0.0823628976941, 0.207545557971],
    [0.0821878822561, -0.996579170227, 0.00866730163351, 0.991083353674, 0.082643635571, 0.104516847672],
  ];
  const { sections } = readAlignment([relionStar('220728_TS_01', rows)], null, { pixelSize: 1.35 });
  for (const [index, section] of sections.entries()) close(projection(section), matrices[index] ?? [], 1e-6);
  close([sections[1]?.xOffset ?? 0, sections[1]?.yOffset ?? 0], [-70.67049 / 1.35, -32.61262 / 1.35], 1e-9);
});

test('shifts in Å are divided by the pixel size of the tilt series, not of what a program binned', () => {
  const rows = [[0, 1, 2, 10, -20]];
  const list = file(
    'tilt_series.star',
    'data_global',
    'loop_',
    '_rlnTomoName',
    '_rlnTomoTiltSeriesPixelSize',
    'a 2',
  );
  const [first] = readAlignment([relionStar('a', rows), list], null, { pixelSize: 4 }).sections;
  assert.equal([first?.xOffset, first?.yOffset], [2.5, -5]);
});

interface WarpFacts {
  readonly angles: readonly number[];
  readonly axes: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly attributes?: string;
  readonly grids?: string;
  readonly pixel?: number;
}

const warpXml = ({ angles, axes, x, y, attributes = '', grids = '', pixel = 1 }: WarpFacts) =>
  file(
    'a.xml',
    `<?xml version="1.0" encoding="utf-8"?>\n<TiltSeries AreAnglesInverted="False" ${attributes}>`,
    `\t<Angles>${angles.join('\n')}</Angles>`,
    `\t<AxisAngle>${axes.join('\n')}</AxisAngle>`,
    `\t<AxisOffsetX>${x.join('\n')}</AxisOffsetX>`,
    `\t<AxisOffsetY>${y.join('\n')}</AxisOffsetY>`,
    `\t<CTF>\n\t\t<Param Name="PixelSize" Value="${pixel}" />\n\t</CTF>`,
    grids,
    '</TiltSeries>',
  );

test('Warp: 00254.xml of cryoet-alignment, whose pixel size of 1 says nothing', () => {
  const xml = warpXml({
    angles: [-60.01, -57, -54],
    axes: [-4.2999735, -4.2999735, -4.2999735],
    x: [271.82022, 228.63171, 179.59485],
    y: [1.5337157, -3.8933659, -4.277749],
    attributes: 'LevelAngleX="0" LevelAngleY="0"',
    grids:
      '<GridMovementX Width="1" Height="1" Depth="1"><Node X="0" Y="0" Z="0" Value="0" /></GridMovementX>',
  });
  const { sections, pixelSize } = readAlignment([xml], null, { pixelSize: 1.7005 });
  assert.is(pixelSize, null);
  assert.equal(placesOf(sections), [
    [0, 60.01],
    [1, 57],
    [2, 54],
  ]);
  close([sections[0]?.xOffset ?? 0, sections[0]?.yOffset ?? 0], [159.847233, 0.90192], 1e-6);
  assert.match(formatErrorOf(() => readAlignment([xml], null)).message, 'need a pixel size');
});

/** Matrix3.Euler of WarpLib for rot 0, its first two rows. */
function warpEuler(tilt: number, psi: number): number[][] {
  const [cb, sb, cg, sg] = [Math.cos(tilt), Math.sin(tilt), Math.cos(psi), Math.sin(psi)];
  return [
    [cg * cb, sg, -cg * sb],
    [-sg * cb, cg, sg * sb],
  ];
}

test('Warp projects as GetPositionInAllTilts of its TiltSeries.cs', () => {
  const below = seededIntegers(8);
  const random = (range: number) => below(range * 2000) / 1000 - range;
  const right = [0, 90, 180, 270].flatMap((axis) => [0, 90, -90].map((angle) => [angle, axis] as const));
  const all = [...right, ...Array.from({ length: 20 }, () => [random(70), random(180)] as const)];
  for (const [levelX, levelY] of [
    [0, 0],
    [4.5, -11.25],
  ] as const) {
    const { sections } = readAlignment(
      [
        warpXml({
          angles: all.map(([angle]) => angle),
          axes: all.map(([, axis]) => axis),
          x: all.map(() => 8),
          y: all.map(() => -6),
          attributes: `LevelAngleX="${levelX}" LevelAngleY="${levelY}"`,
          grids: ['X', 'Y']
            .map(
              (axis) =>
                `<GridMovement${axis} Width="1" Height="1" Depth="1"><Node Value="2" /></GridMovement${axis}>`,
            )
            .join(''),
          pixel: 2,
        }),
      ],
      null,
    );
    for (const [index, [angle, axis]] of all.entries()) {
      const tilt = warpEuler(radians(angle + levelY), -radians(axis));
      const expected = multiply(tilt, rx(radians(levelX))).flat();
      const section = sections[index] as AlignmentSection;
      close(projection(section), expected, 1e-6, `${angle} ${axis}`);
      assert.equal([section.xOffset, section.yOffset], [3, -4]);
    }
  }
});

test('Warp: matrices of WarpTools for RELION are the projection of its angles', () => {
  // The first and the last tilt of matching_tomograms.star of cryoet-alignment, whose third rows begin with the sine of Angle.
  const matrices = [
    [0.07464177, -0.99441105, -0.07466782, 0.7030321, 0.10557783, -0.70327747],
    [0.074667886, -0.99441105, 0.07464174, 0.70327747, 0.10557785, 0.7030321],
  ];
  const axis = (Math.acos(0.10557783) * 180) / Math.PI;
  const { sections } = readAlignment(
    [warpXml({ angles: [45.01, -44.99], axes: [axis, axis], x: [0, 0], y: [0, 0], pixel: 1.54 })],
    'WARP',
  );
  for (const [index, section] of sections.entries()) close(projection(section), matrices[index] ?? [], 2e-5);
});

test.run();
