import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ctfFormats, parseCtf } from '../../../src/formats/ctf/ctf-formats.js';
import { decodeText } from '../../../src/formats/text.js';
import { formatErrorOf } from '../support/facts.js';
import { survives } from '../support/mangle.js';

const test = suite('CTF tables');

const parse = (format: string, ...lines: readonly string[]) => parseCtf(lines.join('\n'), format, 'ctf.txt');
const errorOf = (format: string, ...lines: readonly string[]) => formatErrorOf(() => parse(format, ...lines));

/** Section, defoci, azimuth and phase shift of the first row. */
function firstImod(...lines: readonly string[]): unknown[] {
  const [row] = parse('IMOD', ...lines);
  return [row?.section, row?.defocus1, row?.defocus2, row?.azimuth, row?.phaseShift];
}

test('reads every row of a CTFFIND table but its comments', () => {
  const rows = parse(
    'CTFFIND',
    '# one',
    '# two',
    '1.000000 24000.5 23000 -42.32 0.5 0.1138 inf',
    '',
    '2 1 2 3 4 5 6 1',
  );
  assert.equal(rows, [
    {
      section: 1,
      defocus1: 24000.5,
      defocus2: 23000,
      azimuth: -42.32,
      phaseShift: 0.5,
      crossCorrelation: 0.1138,
      maxResolution: Number.POSITIVE_INFINITY,
    },
    {
      section: 2,
      defocus1: 1,
      defocus2: 2,
      azimuth: 3,
      phaseShift: 4,
      crossCorrelation: 5,
      maxResolution: 6,
    },
  ]);
  assert.is(parse('CTFFIND', '1 1 1 1 1 1 1').length, 1);
});

test('names the line of a bad CTFFIND row', () => {
  assert.equal(
    [errorOf('CTFFIND', '#', '1 2 3 4 5 6').line, errorOf('CTFFIND', '1 2 3 4 5 6').found],
    [2, '6'],
  );
  assert.is(errorOf('CTFFIND', 'section 2 3 4 5 6 7').found, '"section"');
  assert.is(errorOf('CTFFIND', '0 2 3 4 5 6 7').message, 'not a section number');
  assert.is(errorOf('CTFFIND', '1.5 2 3 4 5 6 7').message, 'not a section number');
  assert.is(errorOf('CTFFIND', 'nan 2 3 4 5 6 7').message, 'not a section number');
  const twice = errorOf('CTFFIND', '1 2 3 4 5 6 7', '# c', '1 2 3 4 5 6 7');
  assert.equal([twice.line, twice.found], [3, 'section 1, which line 1 has too']);
  assert.is(errorOf('CTFFIND', '# only a header').message, 'no rows');
});

test('reads Gctf summaries with and without phase shifts', () => {
  assert.equal(parse('Gctf', '; c', '% c', '2.9 25000 24000 45.5 0.12 4.1', '4 1 2 3 90 0.5 6'), [
    {
      section: 3,
      defocus1: 25000,
      defocus2: 24000,
      azimuth: 45.5,
      phaseShift: 0,
      crossCorrelation: 0.12,
      maxResolution: 4.1,
    },
    {
      section: 4,
      defocus1: 1,
      defocus2: 2,
      azimuth: 3,
      phaseShift: 90,
      crossCorrelation: 0.5,
      maxResolution: 6,
    },
  ]);
  assert.is(errorOf('GCTF', '1 2 3 4 5').line, 1);
  assert.is(errorOf('GCTF', '1 2 3 4 5 6 7 8').found, '8');
});

test('reads IMOD defocus files by their flags', () => {
  assert.equal(firstImod('1 1 -64.88 -64.88 7643 2', '2 2 -60 -60 7700'), [1, 76430, 76430, 0, 0]);
  assert.equal(firstImod('1 0 0. 0. 0. 3', '1 1 -50 -50 3665 3472 -62.10'), [1, 36650, 34720, -62.1, 0]);
  assert.equal(firstImod('3 0 0 0 0 3', '1 1 -50 -50 3665 3472 -1.0838')[3], -62.09716583627863);
  assert.equal(firstImod('4 0 0 0 0 3', '1 1 -50 -50 7000 180'), [1, 70000, 70000, 0, Math.PI]);
  assert.equal(firstImod('12 0 0 0 0 3', '1 1 -50 -50 7000 1.5')[4], 1.5);
  assert.equal(firstImod('36 0 0 0 0 3', '1 1 -50 -50 7000 180 0.17'), [1, 70000, 70000, 0, Math.PI]);
  assert.equal(firstImod('37 0 0 0 0 3', '1 1 -50 -50 3665 3472 -62.10 180 0.1686'), [
    1,
    36650,
    34720,
    -62.1,
    Math.PI,
  ]);
  assert.equal(firstImod('20 20 0.0 0.0 7000'), [20, 70000, 70000, 0, 0]);
  assert.equal(firstImod('16 0 0 0 0 3', '4 6 -50 -50 7000'), [4, 70000, 70000, 0, 0]);
  assert.equal(parse('IMOD', ''), []);
});

test('a range of views of IMOD is of its middle view, and those between are interpolated', () => {
  // By hand, as ctfphaseflip.cpp of IMOD takes the fits at the middle views 3, 6 and 10.
  const lines = ['1 5 -60 -52 3000 2', '3 9 -56 -44 3400', '7 13 -48 -36 2600'];
  const rows = parse('IMOD', ...lines);
  assert.equal(
    rows.map(({ section, defocus1 }) => [section, Number(defocus1.toFixed(3))]),
    [
      ...[1, 2, 3].map((section) => [section, 30000]),
      ...[
        [4, 31333.333],
        [5, 32666.667],
        [6, 34000],
        [7, 32000],
        [8, 30000],
        [9, 28000],
      ],
      ...[10, 11, 12, 13].map((section) => [section, 26000]),
    ],
  );
  // Views of no range have no estimate.
  const gap = parse('IMOD', '1 0 0 0 0 3', '1 3 -9 -3 3000 2900 80', '6 6 6 6 3300 3100 -80');
  assert.equal(
    gap.map(({ section, defocus1, defocus2, azimuth }) => [section, defocus1, defocus2, azimuth]),
    [
      [1, 30000, 29000, 80],
      [2, 30000, 29000, 80],
      [3, 30750, 29500, 80],
      [6, 33000, 31000, -80],
    ],
  );
  // Ranges of all views in any order, thousands of times, take no longer than their number and that of the views.
  const many = Array.from(
    { length: 50_000 },
    (_, index) => `${50_000 - index} 90000 0 0 ${3000 + (index % 7)}`,
  );
  assert.is(parse('IMOD', ...many).length, 90_000);
  const asPortal = parseCtf(lines.join('\n'), 'IMOD', 'ctf.txt', { compatible: 'portal' });
  assert.equal(
    asPortal.map(({ section, defocus1 }) => [section, defocus1]),
    [
      [1, 30000],
      [3, 34000],
      [7, 26000],
    ],
  );
});

test('refuses IMOD defocus files that do not fit their flags', () => {
  assert.is(errorOf('IMOD', '1 1 0.1 0 7000', '2 2 0 0 7000 2').line, 2);
  assert.is(errorOf('IMOD', '1 1 -60 -60 3000 2900 10').expected, '5 for the flags 0');
  assert.is(errorOf('IMOD', '1 0 0 0 0 3', '1 1 -60 -60 3000').expected, '7 for the flags 1');
  assert.is(errorOf('IMOD', '0.5 0 0 0 0 3').message, 'bad flags');
  assert.is(errorOf('IMOD', '0 0 -60 -60 3000 2').message, 'views are counted from 0');
  assert.is(errorOf('IMOD', '-1 1 -60 -60 3000').message, 'not a section number');
});

test('knows formats in any case and names them all for another', () => {
  assert.is(parse('ctffind', '1 2 3 4 5 6 7').length, 1);
  const facts = errorOf('cisTEM', '1 2 3 4 5 6 7');
  const names = 'CTFFIND, Gctf, IMOD, RELION, WARP, CETS or auto';
  assert.equal([facts.path, facts.expected, facts.found], ['ctf.txt', names, '"cisTEM"']);
  assert.match(errorOf('Warp', '1 20000 19000 4 5 6 7').hint ?? '', 'this looks like CTFFIND');
});

test('a table of seven numbers is of CTFFIND only with its columns', () => {
  const sniffedAs = (text: string) => ctfFormats.find(({ sniff }) => sniff(text))?.names[0];
  const row = '1.000000 14477.87 13500.00 75.0 0.0 0.001 12.1';
  for (const text of [row, `# Columns: micrograph\n${row}`, '1 -14477 -13500 75 0 0 12 1', `${row} 3`]) {
    assert.is(sniffedAs(text), 'CTFFIND', text);
  }
  // In micrometres, which a rule on values reports.
  assert.is(
    sniffedAs('# Columns: #1 - micrograph number; #2 - defocus 1 [A]\n1 4.01 3.98 75 0 0.1 9'),
    'CTFFIND',
  );
  const alignment = '# AreTomo Alignment / Priims bprmMn\n# RawSize = 100 80 2\n# NumPatches = 0\n';
  for (const text of [
    '1 0 0 0 1 0 0',
    '1 99 20000 0 1 0 0',
    '1.5 14477 13500 75 0 0 12',
    `${alignment}0 20000 20000 1.5 2.5 1 1 1 0 -60`,
  ]) {
    assert.is(sniffedAs(text), undefined, text);
  }
});

test('survives mangled tables', () => {
  const rows = '1 0 0.0 0.0 0.0 3\n1 1 -60.0 -60.0 3000.5 2900.5 12.5\n2 2 -57 -57 3100 3000 -80\n';
  for (const format of ['CTFFIND', 'Gctf', 'IMOD']) {
    survives((copy) => parseCtf(decodeText(copy, 'a'), format, 'a'), new TextEncoder().encode(rows));
  }
});

test.run();
