import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAngleList } from '../../../src/formats/alignment/alignment-section.js';
import { parseSectionLists } from '../../../src/formats/alignment/imod-alignment.js';
import { holdsAlignment, readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import { decodeText, type NamedText } from '../../../src/formats/text.js';
import { formatErrorOf } from '../support/facts.js';
import { survives } from '../support/mangle.js';

const test = suite('alignment files');

const file = (path: string, ...lines: readonly string[]): NamedText => ({ path, text: lines.join('\n') });
const transforms = file('a.xf', '1 0 0 1 10 -20', '0 -1 1 0 5 7', '1.01 0.02 -0.02 1.01 10 20');
const tilts = file('a.tlt', '-3.0', '0.0', '3.0', '');

/** Values with at most 10 decimals, and 0 for -0. */
const rounded = (values: readonly number[]) => values.map((value) => Math.round(value * 1e10) / 1e10 + 0);

test('inverts the transforms of IMOD as rotations', () => {
  const { sections, missing } = readAlignment([transforms, tilts], 'IMOD');
  assert.is(missing, null);
  assert.equal(
    sections.map((section) => [section.zIndex, section.tiltAngle, section.volumeXRotation]),
    [
      [0, -3, 0],
      [1, 0, 0],
      [2, 3, 0],
    ],
  );
  assert.equal(
    sections.map((section) => section.inPlaneRotation),
    [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 1],
        [-1, 0],
      ],
      [
        [1.01, -0.02],
        [0.02, 1.01],
      ],
    ],
  );
  assert.equal(
    rounded(sections.flatMap(({ xOffset, yOffset }) => [xOffset, yOffset])),
    [-10, 20, -7, 5, -9.7, -20.4],
  );
});

test('says whether patches have alignments of their own, where the files do', () => {
  const row = '0 85 1 0 0 1 1 1 0 -3';
  const aln = (...lines: readonly string[]) =>
    file('a.aln', '# AreTomo Alignment', '# RawSize = 9 9 1', ...lines, row);
  const isLocal = (...texts: readonly NamedText[]) => readAlignment(texts, null).isLocal;
  assert.is(isLocal(aln('# NumPatches = 0')), false);
  assert.is(isLocal(aln('# NumPatches = 25')), true);
  assert.is(isLocal(aln()), null);
  assert.is(isLocal(file('a.aln', '# 1  0', row)), false);
  assert.is(isLocal(transforms, tilts), null);
  assert.is(isLocal(transforms, tilts, file('tilt.com', 'FULLIMAGE 9 9')), false);
  assert.is(isLocal(transforms, tilts, file('tilt.com', 'LOCALFILE a_local.xf')), true);
});

test('FULLIMAGE of tilt.com is the size of the images that were aligned, turned or not', () => {
  const sizeFor = (imageSize: readonly [number, number] | null, line: string) =>
    readAlignment([transforms, tilts, file('tilt.com', '$tilt', line)], 'IMOD', { imageSize }).imageSize;
  // IMOD's etomo, of images of 3838 × 3710 that were turned by 90° and trimmed.
  assert.equal(sizeFor([3838, 3710], 'FULLIMAGE 3708 3832'), [3832, 3708]);
  assert.equal(sizeFor([3710, 3838], 'FULLIMAGE 3708 3832'), [3708, 3832]);
  assert.equal(sizeFor([480, 464], 'FULLIMAGE\t3832,3708'), [3832, 3708]);
  assert.equal(sizeFor(null, 'FullImage = 3708 3832'), [3708, 3832]);
  assert.is(sizeFor([480, 464], 'FULLIMAGES 1 2'), null);
});

test('names what tilt.com adds to the lists of tilts', () => {
  const added = (...lines: readonly string[]) => [
    ...(readAlignment([transforms, tilts, file('tilt.com', '$tilt', ...lines)], 'IMOD').added ?? []),
  ];
  assert.equal(added('XAXISTILT 1.2', 'OFFSET=-0.5 # positioned', 'SHIFT 0.0 6.5', 'XTILTFILE a.xtilt'), [
    ['tilt_offset', 'OFFSET=-0.5'],
    ['x_rotation_offset', 'XAXISTILT 1.2'],
    ['volume_offset', 'SHIFT 0.0 6.5'],
  ]);
  assert.equal(added('XAXISTILT 0.0', 'OFFSET 0', 'SHIFT 0.0,0', '# SHIFT 1 2', 'SHIFTED 4'), []);
});

test('takes .tltx before .xtilt', () => {
  const xtilt = file('a.xtilt', '9', '9', '9');
  const tltx = file('a.tltx', '0.5', '-0.5', '1');
  const angles = (...more: NamedText[]) =>
    readAlignment([transforms, tilts, ...more], 'IMOD').sections.map(
      ({ volumeXRotation }) => volumeXRotation,
    );
  assert.equal(angles(xtilt, tltx), [0.5, -0.5, 1]);
  assert.equal(angles(xtilt), [9, 9, 9]);
});

test('leaves out the sections that tilt.com excludes and keeps the index of the others', () => {
  const command = file(
    'imod/tilt.com',
    '# a comment',
    '$tilt -StandardInput',
    'EXCLUDELIST2 2',
    'XAXISTILT -1.0',
  );
  assert.equal(
    readAlignment([command, transforms, tilts], 'IMOD').sections.map(({ zIndex, tiltAngle }) => [
      zIndex,
      tiltAngle,
    ]),
    [
      [0, -3],
      [2, 3],
    ],
  );
});

test('uses only the sections that tilt.com includes', () => {
  const sectionsWith = (...lines: string[]) =>
    readAlignment([file('tilt.com', ...lines), transforms, tilts], 'IMOD').sections.map(
      ({ zIndex }) => zIndex,
    );
  assert.equal(sectionsWith('INCLUDE 2', 'INCLUDE 3'), [1, 2]);
  assert.equal(sectionsWith('INCLUDE 1-2', 'EXCLUDELIST2 2'), [0]);
  assert.equal(sectionsWith('INCLUDEX 1'), [0, 1, 2]);
});

test('reads lists of excluded sections', () => {
  const list = (line: string) => [...parseSectionLists(file('tilt.com', line)).excluded];
  assert.equal(list('EXCLUDELIST2 1,2-6,8,10-12'), [1, 2, 3, 4, 5, 6, 8, 10, 11, 12]);
  assert.equal(list('EXCLUDELIST\t4 , 6 - 7 9'), [4, 6, 7, 9]);
  assert.equal(list('EXCLUDE 3\nEXCLUDELIST2 4\nEXCLUDELIST 6-7'), [3, 4, 6, 7]);
  assert.equal(list('EXCLUDELIST2 = 4,5'), [4, 5]);
  assert.equal(list('EXCLUDELIST2=4'), [4]);
  assert.equal(list('EXCLUDELIST2 4 # 5 is bad too'), [4]);
  assert.equal(list('EXCLUDELIST\nDONE\nEXCLUDELIST2 4'), []);
  assert.equal(list('EXCLUDELIST3 4\nEXCLUDEX 5'), []);
  assert.equal(list(`EXCLUDE 1${' '.repeat(1_000_000)}2`), [1, 2]);
  assert.equal(list('#EXCLUDELIST2 4'), []);
  assert.equal(list(' \tEXCLUDELIST2 4'), [4]);
  for (const line of [
    'EXCLUDELIST2 6-2',
    'EXCLUDELIST2 0',
    'EXCLUDELIST2 -3',
    'EXCLUDELIST2 a',
    'EXCLUDELIST2 == 4',
    'INCLUDE a',
    'EXCLUDE 1-999999999',
  ]) {
    assert.is(formatErrorOf(() => list(line)).line, 1, line);
  }
});

test('names files and counts when transforms and angles differ in number', () => {
  const facts = formatErrorOf(() => readAlignment([transforms, file('b.tlt', '1', '2')], 'IMOD'));
  assert.is(facts.path, 'b.tlt');
  assert.is(facts.expected, '3 angles, one a row of a.xf');
  assert.is(facts.found, '2');
});

test('names the line of a malformed transform or angle', () => {
  const bad = (...lines: string[]) =>
    formatErrorOf(() => readAlignment([file('a.xf', ...lines), tilts], 'IMOD'));
  assert.equal([bad('1 0 0 1 0').line, bad('1 0 0 1 0').found], [1, '5 fields']);
  assert.is(bad('1 0 0 1 0 0', '1 0 0 1 0 0 0').line, 2);
  assert.equal([bad('', '1 0 0 1 0 x').line, bad('', '1 0 0 1 0 x').found], [2, '"x"']);
  assert.is(bad('1 0 0 1 0 0', '', '1 0 0 1 0 0').found, 'a blank line');
  assert.is(bad('1 0 0 1 0 nan').line, 1);
  assert.is(bad('').found, 'an empty file');
});

test('reads angle lists', () => {
  assert.equal(parseAngleList(file('a.rawtlt', '', ' -66.0', '\t1e1', '3', '', '')), [-66, 10, 3]);
  assert.is(formatErrorOf(() => parseAngleList(file('a.rawtlt', 'angle', '1'))).line, 1);
  assert.is(formatErrorOf(() => parseAngleList(file('a.rawtlt', '1', '2 3'))).line, 2);
  assert.is(formatErrorOf(() => parseAngleList(file('a.rawtlt'))).path, 'a.rawtlt');
});

const alnLines = [
  '# AreTomo Alignment / Priims bprmMn',
  '# RawSize = 100 80 5',
  '# NumPatches = 1',
  '# DarkFrame =     0    1   -6.00',
  '# DarkFrame =     4    5    6.00',
  '',
  '# AlphaOffset = -1.5',
  '# SEC ROT GMAG TX TY SMEAN SFIT SCALE BASE TILT',
  '1 -90.0 1 10.000 -20.000 1 1 1 0 -3.00',
  '2 -12.6611 1 24.786 -2.677 1 1 1 0 0.00',
  '',
  '3 30.0 1 0 0 1 1 1 0 3.00',
  '# Local Alignment',
  '0 0 not read',
];
const aln = (lines: readonly string[] = alnLines) =>
  readAlignment([file('a.aln', ...lines)], 'ARETOMO3').sections;
const withLine = (index: number, line: string) => alnLines.map((old, at) => (at === index ? line : old));

test('reads the sections that AreTomo kept', () => {
  const sections = aln();
  assert.equal(
    sections.map(({ zIndex, tiltAngle, volumeXRotation, xOffset, yOffset }) => [
      zIndex,
      tiltAngle,
      volumeXRotation,
      xOffset,
      yOffset,
    ]),
    [
      [1, -3, 0, 10, -20],
      [2, 0, 0, 24.786, -2.677],
      [3, 3, 0, 0, 0],
    ],
  );
  assert.equal(rounded(sections[0]?.inPlaneRotation.flat() ?? []), [0, 1, -1, 0]);
  assert.equal(
    rounded(sections[1]?.inPlaneRotation.flat() ?? []),
    [0.97568358, 0.2191838311, -0.2191838311, 0.97568358],
  );
  assert.equal(rounded(sections[2]?.inPlaneRotation.flat() ?? []), [0.8660254038, -0.5, 0.5, 0.8660254038]);
});

test('refuses AreTomo files whose sections do not add up', () => {
  assert.is(formatErrorOf(() => aln(withLine(1, '# RawSize = 100 80 6'))).found, '3');
  assert.is(formatErrorOf(() => aln(withLine(1, '# RawSize = 100 80 999999999999'))).found, '3');
  assert.is(
    formatErrorOf(() => aln(withLine(4, '# DarkFrame = 0 1 0'))).message,
    'the same dark frame twice',
  );
  assert.is(formatErrorOf(() => aln(withLine(4, '# DarkFrame = 5 6 0'))).line, 5);
  assert.is(formatErrorOf(() => aln(withLine(4, '# DarkFrame = -1 6 0'))).message, 'bad dark frame');
  assert.is(formatErrorOf(() => aln(withLine(1, '# Raw = 1 2 3'))).message, 'no RawSize');
  assert.is(formatErrorOf(() => aln(withLine(1, '# RawSize = 100 80 0.5'))).message, 'bad RawSize');
});

test('names the line of a malformed AreTomo row', () => {
  assert.is(formatErrorOf(() => aln(withLine(9, '2 -12.6611 1'))).line, 10);
  assert.is(formatErrorOf(() => aln(withLine(9, '2 x 1 24.786 -2.677 1 1 1 0 0.00'))).found, '"x"');
  assert.is(formatErrorOf(() => aln(['1 0 0 1 0 0'])).message, 'not an AreTomo alignment');
  assert.is(formatErrorOf(() => aln([])).found, 'an empty file');
});

test('goes by the names of the files where no format is given', () => {
  assert.is(readAlignment([file('a.aln', ...alnLines)], null).sections.length, 3);
  assert.is(readAlignment([transforms, tilts], null).sections.length, 3);
});

test('has no sections without the files that tell', () => {
  const raw = file('a.rawtlt', '1', '2', '3');
  assert.equal(readAlignment([transforms, raw], 'IMOD'), {
    sections: [],
    missing: 'parameters of each section need an .xf and a .tlt file',
  });
  assert.equal(readAlignment([], 'ARETOMO3').sections, []);
});

test('knows its files by their names', () => {
  const names = ['a/b.xf', 'b.tlt', 'b.tltx', 'b.xtilt', 'imod/tilt.com', 'b_tilt.com', 'b.aln', 'b.json'];
  assert.equal(names.filter(holdsAlignment), names);
  assert.equal(['b.rawtlt', 'newst.com', 'b.fid', 'b.xf~'].filter(holdsAlignment), []);
});

test('refuses an unknown format and names those it knows', () => {
  const facts = formatErrorOf(() => readAlignment([transforms], 'toString'));
  assert.is(facts.expected, 'ARETOMO3, IMOD, RELION, WARP or CETS');
  assert.is(facts.found, '"toString"');
});

test('survives mangled files', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const text = (copy: Uint8Array, path: string) => ({ path, text: decodeText(copy, path) });
  survives((copy) => readAlignment([text(copy, 'a.aln')], 'ARETOMO3'), bytes(alnLines.join('\n')));
  survives((copy) => readAlignment([text(copy, 'a.xf'), tilts], 'IMOD'), bytes(transforms.text));
  survives((copy) => readAlignment([transforms, text(copy, 'a.tlt')], 'IMOD'), bytes(tilts.text));
  survives((copy) => parseSectionLists(text(copy, 'tilt.com')), bytes('EXCLUDELIST2 1,2-6,8,10-12'));
});

test.run();
