import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMdoc } from '../../src/formats/mdoc.js';
import { matchRawTilts, requireKeys, subFrameName } from '../../src/formats/mdoc-sections.js';
import { decodeText } from '../../src/formats/text.js';
import { formatErrorOf } from './support/facts.js';
import { survives } from './support/mangle.js';

const test = suite('mdoc');

const lines = [
  'PixelSpacing = 5.4',
  'ImageSize = 924 958',
  'Extra = a = b',
  '',
  '[T = SerialEM: somewhere    ]',
  'T =  Tilt axis angle = 85.3, binning = 4',
  '',
  '[ZValue = 0]',
  'TiltAngle = 0.001',
  'StagePosition = 1 2',
  'ExposureTime = 0.8',
  'NumSubFrames = 8.0',
  'DividedBy2 = 1',
  'SubFramePath = D:\\DATA\\TS_01_000_0.0.mrc',
  'FrameDosesAndNumber = 0.5 3 0.25 4 9',
  'a line without a value',
  'Odd = x]',
  'TiltAngle = 0.002',
  '[ZValue=7]',
  'TiltAngle = nan',
  'SubFramePath =',
  '[T = a late title]',
  '[MontSection = 0]',
];
const parse = (content: readonly string[] = lines) => parseMdoc(content.join('\r\n'), 'a.mdoc');
const errorOf = (...content: string[]) => formatErrorOf(() => parse(content));

test('reads the keys before the first section and every title', () => {
  const { globals, titles } = parse();
  assert.equal(globals, { PixelSpacing: 5.4, ImageSize: [924, 958], others: { Extra: 'a = b' } });
  assert.equal(titles, [
    '[T = SerialEM: somewhere    ]',
    'T =  Tilt axis angle = 85.3, binning = 4',
    '[T = a late title]',
  ]);
});

test('reads a line of two hundred thousand brackets', () => {
  const { globals } = parse([`Odd = ${']'.repeat(200_000)}x]]`, '[ZValue = 0]']);
  assert.is(globals.others.Odd?.length, 200_001);
});

test('reads sections with typed values; the last of a repeated key counts', () => {
  const { sections } = parse();
  assert.is(sections.length, 3);
  assert.equal(sections[0], {
    ZValue: 0,
    TiltAngle: 0.002,
    StagePosition: [1, 2],
    ExposureTime: 0.8,
    NumSubFrames: 8,
    DividedBy2: true,
    SubFramePath: 'D:\\DATA\\TS_01_000_0.0.mrc',
    FrameDosesAndNumber: [
      [0.5, 3],
      [0.25, 4],
    ],
    others: { Odd: 'x' },
    line: 8,
  });
  assert.equal([sections[1]?.ZValue, sections[1]?.SubFramePath, sections[1]?.line], [7, undefined, 19]);
  assert.ok(Number.isNaN(sections[1]?.TiltAngle));
  assert.is(sections[2]?.MontSection, 0);
});

test('names line, section and key of a bad value', () => {
  const bad = (line: string) => errorOf('[ZValue = 0]', '[ZValue = 1]', line);
  const facts = bad('TiltAngle = steep');
  assert.is(facts.message, 'bad value of TiltAngle in section 1');
  assert.equal([facts.path, facts.line, facts.expected, facts.found], ['a.mdoc', 3, 'a number', '"steep"']);
  for (const line of [
    'NumSubFrames = 0.5',
    'UsingCDS = 2',
    'StagePosition = 1 2 3',
    'MinMaxMean = 1 2',
    'XedgeDxy = 1',
    'ExposureTime =',
  ]) {
    assert.is(bad(line).line, 3, line);
  }
  assert.is(errorOf('[ZValue = ]').message, 'bad value of ZValue in section 0');
  assert.is(
    errorOf('ImageSize = 1', '[ZValue = 0]').message,
    'bad value of ImageSize in the lines before the first section',
  );
});

test('refuses a file without sections, or that is not an mdoc', () => {
  assert.is(errorOf('PixelSpacing = 5.4').message, 'no section');
  assert.is(errorOf('').message, 'no section');
  assert.equal([errorOf('# star', 'data_').line, errorOf('# star').found], [1, '"# star"']);
});

test('treats keys of every object as any other key', () => {
  const { sections } = parse(['[ZValue = 0]', 'constructor = 1', '__proto__ = 2']);
  assert.equal(Object.entries(sections[0]?.others ?? {}), [
    ['constructor', '1'],
    ['__proto__', '2'],
  ]);
});

test('requires keys of every section', () => {
  const mdoc = parse(['[ZValue = 0]', 'TiltAngle = 1', '[FrameSet = 0]', 'TiltAngle = 2']);
  assert.equal(
    requireKeys(mdoc, ['TiltAngle'], 'a.mdoc').map(({ TiltAngle }) => TiltAngle),
    [1, 2],
  );
  const facts = formatErrorOf(() => requireKeys(mdoc, ['TiltAngle', 'ZValue'], 'b.mdoc'));
  assert.is(facts.message, 'no ZValue in section 1');
  assert.equal([facts.path, facts.line, facts.found], ['b.mdoc', 3, 'FrameSet, TiltAngle']);
});

test('refuses a section that is there twice and a negative exposure, with the lines', () => {
  const twice = parse(['[ZValue = 3]', 'TiltAngle = 1', '[ZValue = 4]', '[ZValue = 3]', 'TiltAngle = 1']);
  const repeated = formatErrorOf(() => requireKeys(twice, ['ZValue'], 'a.mdoc'));
  assert.is(repeated.message, 'duplicate section 3');
  assert.equal([repeated.line, repeated.found], [4, 'ZValue = 3, as in line 1']);
  for (const key of ['ExposureTime', 'ExposureDose']) {
    const negative = formatErrorOf(() =>
      requireKeys(parse(['[ZValue = 0]', `${key} = -1`]), ['ZValue'], 'a.mdoc'),
    );
    assert.is(negative.message, `a negative ${key} in section 0`);
    assert.equal([negative.line, negative.found], [1, '-1']);
  }
});

const paths = { rawtlt: 'a.rawtlt', mdoc: 'a.mdoc' };
const section = (ZValue: number, TiltAngle: number) => ({ ZValue, TiltAngle });

test('matches raw angles with the first section of the same two decimals', () => {
  const sections = [section(5, 0.004), section(6, -3.001), section(7, 0.0049), section(8, 2.996)];
  const match = (...angles: number[]) =>
    matchRawTilts(angles, sections, paths).map(({ zIndex, section: { ZValue } }) => [zIndex, ZValue]);
  assert.equal(match(-3, -0.004, 3, 3.0), [
    [0, 6],
    [1, 5],
    [2, 8],
    [3, 8],
  ]);
});

test('rounds ties to even before it compares', () => {
  assert.is(matchRawTilts([0.125], [section(1, 0.13), section(2, 0.12)], paths)[0]?.section.ZValue, 2);
});

test('a rounding tie between raw angles and mdoc is the same angle, but not with the portal', () => {
  const match = (compatible: 'none' | 'portal') =>
    matchRawTilts([-22.01, 3.5], [section(1, -22.005), section(2, 3.5)], { ...paths, compatible });
  assert.equal(
    match('none').map(({ section: { ZValue } }) => ZValue),
    [1, 2],
  );
  assert.match(formatErrorOf(() => match('portal')).message, '-22.01');
  const coarse = matchRawTilts([9.9, 12], [section(1, 9.94), section(2, 11.96)], paths);
  assert.equal(
    coarse.map(({ section: { ZValue } }) => ZValue),
    [1, 2],
  );
});

test('names an angle that no section has, and the nearest', () => {
  const facts = formatErrorOf(() => matchRawTilts([0, 12.5], [section(0, 0), section(1, 12)], paths));
  assert.is(facts.message, 'no mdoc section has the raw tilt angle 12.50');
  assert.equal([facts.path, facts.found], ['a.rawtlt', '12 at the nearest']);
});

test('takes the file name of Windows and other paths', () => {
  const names = [
    'D:\\DATA\\Flo\\TS_01_000_0.0.mrc',
    '/a/b/x.tif',
    '\\\\srv\\share\\frames\\x.eer',
    'D:x.tif',
    'x.tif',
    'C:\\a/b\\',
  ];
  assert.equal(names.map(subFrameName), ['TS_01_000_0.0.mrc', 'x.tif', 'x.eer', 'x.tif', 'x.tif', '']);
});

test('survives mangled files', () => {
  survives(
    (copy) => {
      const mdoc = parseMdoc(decodeText(copy, 'a.mdoc'), 'a.mdoc');
      matchRawTilts([0], requireKeys(mdoc, ['ZValue', 'TiltAngle'], 'a.mdoc'), paths);
    },
    new TextEncoder().encode(lines.join('\n')),
  );
});

test.run();
