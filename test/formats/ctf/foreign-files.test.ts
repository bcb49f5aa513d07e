import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCtf } from '../../../src/formats/ctf/ctf-formats.js';
import { formatErrorOf } from '../support/facts.js';

// Rows of files that programs wrote, as public repositories have them, or as the writers in their sources print them.
const test = suite('CTF estimates that programs wrote');

const star = (block: string, columns: readonly string[], rows: readonly string[]) =>
  ['', '# version 30001', '', `data_${block}`, '', 'loop_ ']
    .concat(columns.map((name, index) => `_${name} #${index + 1} `))
    .concat(rows, '')
    .join('\n');

const numbersOf = (text: string, format: string) =>
  parseCtf(text, format, 'a').map(
    ({ section, defocus1, defocus2, azimuth, phaseShift, crossCorrelation, maxResolution }) => [
      section,
      defocus1,
      defocus2,
      azimuth,
      phaseShift,
      crossCorrelation,
      maxResolution,
    ],
  );

test('RELION 5: 220728_TS_01.star of its own tests', () => {
  const text = star(
    '220728_TS_01',
    [
      'rlnMicrographMovieName',
      'rlnTomoNominalStageTiltAngle',
      'rlnCtfImage',
      'rlnDefocusU',
      'rlnDefocusV',
      'rlnCtfAstigmatism',
      'rlnDefocusAngle',
      'rlnCtfFigureOfMerit',
      'rlnCtfMaxResolution',
      'rlnTomoYTilt',
    ],
    [
      'frames/TS_01_000_0.0.mrc     0.001000 CtfFind/job003/frames/TS_01_000_0_0_PS.ctf:mrc 39424.761719 38845.812500   578.949219    55.762489     0.031995     8.634910     9.020000 ',
      'frames/TS_01_001_3.0.mrc     3.001130 CtfFind/job003/frames/TS_01_001_3_0_PS.ctf:mrc 39158.597656 38873.542969   285.054688    -82.98737     0.030167     8.144291    12.020000 ',
    ],
  );
  for (const format of ['RELION', 'auto']) {
    assert.equal(numbersOf(text, format), [
      [1, 39424.761719, 38845.8125, 55.762489, 0, 0.031995, 8.63491],
      [2, 39158.597656, 38873.542969, -82.98737, 0, 0.030167, 8.144291],
    ]);
  }
});

test('RELION 5: relion5_TS_01_tilt.star of cryoCAT, before it was aligned', () => {
  const text = star(
    'TS_01',
    [
      'rlnTomoNominalStageTiltAngle',
      'rlnDefocusU',
      'rlnDefocusV',
      'rlnCtfAstigmatism',
      'rlnDefocusAngle',
      'rlnCtfFigureOfMerit',
      'rlnCtfMaxResolution',
      'rlnCtfIceRingDensity',
    ],
    ['-56.99850 39527.781250 39418.410156   109.371094    44.527622     0.098171    14.626481     0.624420'],
  );
  for (const format of ['RELION', 'auto'])
    assert.equal(numbersOf(text, format), [
      [1, 39527.78125, 39418.410156, 44.527622, 0, 0.098171, 14.626481],
    ]);
});

test('Gctf: micrographs_all_gctf.star with phase shifts in degrees and without a figure of merit', () => {
  // The columns that scripts of microscopy facilities write for Gctf 1.06 and 1.18.
  const columns = ['rlnMicrographName', 'rlnCtfImage', 'rlnDefocusU', 'rlnDefocusV', 'rlnDefocusAngle'];
  const microscope = ['rlnVoltage', 'rlnSphericalAberration', 'rlnAmplitudeContrast', 'rlnMagnification'];
  const old = star(
    '',
    [...columns, ...microscope, 'rlnDetectorPixelSize', 'rlnFinalResolution'],
    ['a.mrc a.ctf:mrc 24563.21 24102.55 31.21 300.0 2.70 0.100 10000.00 1.06 4.12 '],
  );
  assert.equal(numbersOf(old, 'Gctf'), [[1, 24563.21, 24102.55, 31.21, 0, undefined, 4.12]]);
  const plate = star(
    '',
    [...columns, 'rlnPhaseShift', ...microscope, 'rlnCtfFigureOfMerit'],
    ['a.mrc a.ctf:mrc 24563.21 24102.55 31.21 90.000000 300.0 2.70 0.100 10000.00 0.123 '],
  );
  for (const format of ['Gctf', 'auto'])
    assert.equal(numbersOf(plate, format), [[1, 24563.21, 24102.55, 31.21, Math.PI / 2, 0.123, undefined]]);
});

const grid = (name: string, values: readonly number[]) =>
  `\t<${name} Width="1" Height="1" Depth="${values.length}" MarginX="0" MarginY="0" MarginZ="0">${values
    .map((value, z) => `\r\n\t\t<Node X="0" Y="0" Z="${z}" Value="${value}" />`)
    .join('')}\r\n\t</${name}>\r\n`;

test('Warp: what WarpTools gives RELION of the same grids', () => {
  // rlnDefocusU, V and Angle of matching_tomograms.star of cryoet-alignment, first three tilts.
  const rows = [
    [21405.5, 21280.3, 41],
    [21463.1, 21337.9, 41],
    [21334.2, 21208.9, 41],
  ] as const;
  const text = `\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<TiltSeries>\r\n\t<Angles>45\n42\n39</Angles>\r\n${grid(
    'GridCTF',
    rows.map(([u, v]) => (u + v) / 2e4),
  )}${grid(
    'GridCTFDefocusDelta',
    rows.map(([u, v]) => (u - v) / 1e4),
  )}${grid(
    'GridCTFDefocusAngle',
    rows.map(([, , angle]) => angle),
  )}${grid('GridCTFPhase', [0, 0, 0.5])}</TiltSeries>`;
  for (const format of ['WARP', 'auto']) {
    const found = parseCtf(text, format, 'a.xml');
    assert.equal(
      found.map(({ section, defocus1, defocus2, azimuth, phaseShift }) => [
        section,
        Number(defocus1.toFixed(6)),
        Number(defocus2.toFixed(6)),
        azimuth,
        phaseShift,
      ]),
      rows.map(([u, v, angle], index) => [index + 1, u, v, angle, index === 2 ? Math.PI / 2 : 0]),
    );
  }
});

test('Warp: 00254.xml of cryoet-alignment has no estimate, and none is made up', () => {
  const text = `<TiltSeries>\n<Angles>-60.01\n-57\n-54</Angles>\n${grid('GridCTF', [0])}</TiltSeries>`;
  assert.match(formatErrorOf(() => parseCtf(text, 'WARP', 'a.xml')).message, 'no defocus for every section');
});

test('CTFFIND 4.1.8: 018_ctffind4.txt of cryoCAT', () => {
  const text = `# Output from CTFFind version 4.1.8, run on 2019-02-25 11:33:34
# Input file: 031.mrc ; Number of micrographs: 41
# Columns: #1 - micrograph number; #2 - defocus 1 [Angstroms]; #3 - defocus 2; #4 - azimuth of astigmatism
1.000000 14477.870117 13500.001953 75.000012 0.000000 0.001071 12.144508
2.000000 18332.730469 17896.296875 -84.116628 0.000000 0.006649 14.622980
`;
  for (const format of ['CTFFIND', 'auto']) {
    assert.equal(numbersOf(text, format), [
      [1, 14477.870117, 13500.001953, 75.000012, 0, 0.001071, 12.144508],
      [2, 18332.730469, 17896.296875, -84.116628, 0, 0.006649, 14.62298],
    ]);
  }
});

test('AreTomo2: mSaveFittings of its CSaveCtfResults.cpp', () => {
  const rows = [
    [1, 25012.5, 24011.25, -31.5, 1.57, 0.12, 10],
    [2, 26000, 25999.5, 90, 0, 0.08, 10],
  ];
  const places = [0, 2, 2, 2, 2, 2, 4];
  const widths = [4, 6, 8, 8, 8, 7, 8];
  const text = [
    '# Columns: #1 micrograph number; #2 - defocus 1 [A]; #3 - defocus 2; #4 - azimuth of astigmatism; #5 - additional phase shift [radian]; #6 - cross correlation; #7 - spacing (in Angstroms) up to which CTF rings were fit successfully',
    ...rows.map((row) =>
      row.map((value, at) => value.toFixed(places[at]).padStart(widths[at] ?? 0)).join('  '),
    ),
    '',
  ].join('\n');
  for (const format of ['CTFFIND', 'auto']) assert.equal(numbersOf(text, format), rows);
});

test.run();
