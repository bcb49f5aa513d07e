import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCtf } from '../../../src/formats/ctf/ctf-formats.js';
import { decodeText } from '../../../src/formats/text.js';
import { formatErrorOf } from '../support/facts.js';
import { survives } from '../support/mangle.js';

const test = suite('CTF estimates of other programs');

const star = (block: string, columns: readonly string[], rows: readonly string[]) =>
  [
    `data_${block}`,
    '',
    'loop_ ',
    ...columns.map((name, index) => `_${name} #${index + 1} `),
    ...rows,
    '',
  ].join('\n');

// Columns and rows of cryoCAT's tests/test_data/dc02t01_ctf.star and TS_017/017_gctf.star, shortened.
const relion = star(
  'dc02t01',
  [
    'rlnTomoNominalStageTiltAngle',
    'rlnMicrographName',
    'rlnDefocusU',
    'rlnDefocusV',
    'rlnDefocusAngle',
    'rlnCtfFigureOfMerit',
    'rlnCtfMaxResolution',
    'rlnTomoYTilt',
  ],
  [
    '-30.0 a/047.mrc 51324.292969 51841.238281 150.342041 0.008892 19.255651 -27.49',
    '-29.0 a/044.mrc 56652.507812 57169.988281 120.413460 0.008785 17.715200 -26.49',
  ],
);
const gctf = star(
  '',
  [
    'rlnMicrographName',
    'rlnCtfImage',
    'rlnDefocusU',
    'rlnDefocusV',
    'rlnDefocusAngle',
    'rlnVoltage',
    'rlnCtfFigureOfMerit',
    'rlnFinalResolution',
  ],
  [
    'split.mrc.01 split.mrc.01.ctf:mrc 35268.359375 35036.406250 21.260185 300.000000 0.038580 6.513837',
    'split.mrc.02 split.mrc.02.ctf:mrc 34332.652344 35647.824219 10.495987 300.000000 0.040539 8.675787',
  ],
);
const grid = (name: string, values: readonly number[]) =>
  `<${name} Width="1" Height="1" Depth="${values.length}">${values
    .map((value, z) => `<Node X="0" Y="0" Z="${z}" Value="${value}" />`)
    .join('\n')}</${name}>`;
// Values of the first sections of cryoCAT's TS_017/017.xml, with a phase shift of a quarter of π.
const warp = `<?xml version="1.0" encoding="utf-16"?>
<TiltSeries AreAnglesInverted="False"><Angles>-52
-50</Angles>${grid('GridCTF', [3.409815, 3.398723])}${grid('GridCTFDefocusDelta', [0.01914939, 0.01914939])}${grid(
  'GridCTFDefocusAngle',
  [164, 164],
)}${grid('GridCTFPhase', [0, 0.25])}</TiltSeries>`;
const ctffind =
  '# Output from CTFFind version 4.1.8\n# Columns: #1 - micrograph number\n1.000000 14477.870117 13500.001953 75.000012 0.000000 0.001071 12.144508\n';
const imod = '1 1 -64.88 -64.88 7643 2\n2 2 -60 -60 7500\n';

test('tilt series of RELION 5', () => {
  const [first, second] = parseCtf(relion, 'RELION', 'a.star');
  assert.equal(first, {
    section: 1,
    defocus1: 51324.292969,
    defocus2: 51841.238281,
    azimuth: 150.342041,
    phaseShift: 0,
    crossCorrelation: 0.008892,
    maxResolution: 19.255651,
  });
  assert.equal([second?.section, second?.defocus1], [2, 56652.507812]);
  const plated = star('a', ['rlnDefocusU', 'rlnDefocusV', 'rlnPhaseShift'], ['1 2 90']);
  assert.ok(Math.abs((parseCtf(plated, 'RELION', 'a')[0]?.phaseShift ?? 0) - Math.PI / 2) < 1e-12);
});

test('STAR files of Gctf', () => {
  const [first, second] = parseCtf(gctf, 'Gctf', 'a.star');
  assert.equal(first, {
    section: 1,
    defocus1: 35268.359375,
    defocus2: 35036.40625,
    azimuth: 21.260185,
    phaseShift: 0,
    crossCorrelation: 0.03858,
    maxResolution: 6.513837,
  });
  assert.equal([second?.section, second?.defocus2], [2, 35647.824219]);
});

test('grids of Warp', () => {
  const [first, second] = parseCtf(warp, 'WARP', 'a.xml');
  const close = (found: number | undefined, expected: number) =>
    assert.ok(Math.abs((found ?? Number.NaN) - expected) < 1e-6, `${found}, not ${expected}`);
  assert.equal([first?.section, first?.azimuth, first?.phaseShift], [1, 164, 0]);
  close(first?.defocus1, 34193.89695);
  close(first?.defocus2, 34002.40305);
  close(second?.phaseShift, Math.PI / 4);
  const short = warp.replace('<Angles>-52', '<Angles>-54\n-52');
  const between = parseCtf(short, 'WARP', 'a.xml');
  close(between[1]?.defocus1, (34193.89695 + 34082.97695) / 2);
  close(between[1]?.phaseShift, Math.PI / 8);
  const none = warp.replaceAll('GridCTF ', 'GridOther ').replaceAll('GridCTF>', 'GridOther>');
  assert.match(formatErrorOf(() => parseCtf(none, 'WARP', 'a.xml')).message, 'no defocus for every section');
});

test('tells the format by the contents', () => {
  const expected: [text: string, format: string][] = [
    [relion, 'RELION'],
    [gctf, 'Gctf'],
    [warp, 'WARP'],
    [ctffind, 'CTFFIND'],
    [imod, 'IMOD'],
    ['3 25000 24000 45.5 0.12 4.1\n', 'Gctf'],
    ['1 0 0.0 0.0 0.0 3\n1 1 -50 -50 3665 3472 -62.10\n', 'IMOD'],
  ];
  for (const [text, format] of expected) {
    assert.equal(parseCtf(text, 'auto', 'a'), parseCtf(text, format, 'a'), format);
  }
  assert.match(formatErrorOf(() => parseCtf('no table', 'auto', 'a')).message, 'cannot identify');
  assert.match(formatErrorOf(() => parseCtf(relion, 'CTFFIND', 'a')).hint ?? '', 'this looks like RELION');
  assert.match(formatErrorOf(() => parseCtf(imod, 'CTFFIND', 'a')).hint ?? '', 'this looks like IMOD');
});

test('survives mangled tables', () => {
  for (const [format, text] of [
    ['RELION', relion],
    ['Gctf', gctf],
    ['WARP', warp],
  ] as const) {
    for (const name of [format, 'auto']) {
      survives((copy) => parseCtf(decodeText(copy, 'a'), name, 'a'), new TextEncoder().encode(text));
    }
  }
});

test('refuses a Gctf log of empty lines', () => {
  assert.throws(() => parseCtf('\n'.repeat(400_000), 'gctf', 'a.log'));
});

test.run();
