import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMdoc } from '../../src/formats/mdoc.js';
import { mergeMdocs, requireKeys } from '../../src/formats/mdoc-sections.js';

const test = suite('mdocs of single movies');

// As SerialEM writes them; values of cryoCAT's tests/test_data/frames_mdoc.
const movie = (angle: number, dose: number | null, time: string, frame: string | null) =>
  [
    'T = SerialEM: Titan Krios G4 D3946 at MPI BP                06-Jun-23  12:49:49    ',
    'Voltage = 300',
    '',
    '[FrameSet = 0]',
    `TiltAngle = ${angle}`,
    'ExposureTime = 0.759969',
    ...(dose === null ? [] : [`PriorRecordDose = ${dose}`]),
    ...(frame === null ? [] : [`SubFramePath = ${frame}`]),
    'NumSubFrames = 10',
    `DateTime = 06-Jun-23  ${time}`,
    '',
  ].join('\r\n');

const mdocs = (...files: readonly [path: string, text: string][]) =>
  files.map(([path, text]) => ({ path, mdoc: parseMdoc(text, path) }));

const order = (merged: ReturnType<typeof mergeMdocs>) =>
  merged === null
    ? null
    : requireKeys(merged, ['ZValue', 'TiltAngle', 'SubFramePath'], 'a').map(
        ({ ZValue, TiltAngle, SubFramePath }) => [ZValue, TiltAngle, SubFramePath],
      );

test('are ordered by the dose before', () => {
  const merged = mergeMdocs(
    mdocs(
      ['in/b.mrc.mdoc', movie(11.9873, 4.54969, '23:52:13', 'TS_019_0002_12.0.mrc')],
      ['in/a.mrc.mdoc', movie(9.99004, 2.31126, '23:51:49', null)],
    ),
  );
  assert.equal(order(merged), [
    [0, 9.99004, 'a.mrc'],
    [1, 11.9873, 'TS_019_0002_12.0.mrc'],
  ]);
});

test('else by their time, else by their names', () => {
  const byTime = mdocs(
    ['a.mdoc', movie(3, null, '23:59:13', 'a.tif')],
    ['b.mdoc', movie(0, null, '23:52:13', 'b.tif')],
  );
  assert.equal(order(mergeMdocs(byTime)), [
    [0, 0, 'b.tif'],
    [1, 3, 'a.tif'],
  ]);
  const byName = mdocs(
    ['b.mdoc', movie(0, null, '23:52:13', 'b.tif')],
    ['a.mdoc', movie(3, null, '23:52:13', 'a.tif')],
  );
  assert.equal(order(mergeMdocs(byName)), [
    [0, 3, 'a.tif'],
    [1, 0, 'b.tif'],
  ]);
});

test('are left alone where one is that of a tilt series', () => {
  const series = parseMdoc('[ZValue = 0]\nTiltAngle = 1\n', 'c.mdoc');
  const files = mdocs(['a.mdoc', movie(3, 1, '23:59:13', 'a.tif')]);
  assert.is(mergeMdocs([...files, { path: 'c.mdoc', mdoc: series }]), null);
  assert.is(mergeMdocs(files), null);
});

test('those of the positive and the negative tilts are one, in order of acquisition', () => {
  const branch = (minute: number, tilts: readonly number[], spacing = 2) =>
    `PixelSpacing = ${spacing}\n${tilts
      .map((tilt, at) => {
        const time = `06-Jun-23  12:${minute + at}:00`;
        return `\n[ZValue = ${at}]\nTiltAngle = ${tilt}\nPriorRecordDose = ${3 * at}\nDateTime = ${time}\n`;
      })
      .join('')}`;
  const positive = branch(10, [0, 3, 6.01]);
  const tilts = (...texts: readonly string[]) =>
    mergeMdocs(mdocs(...texts.map((text): [string, string] => ['a.mdoc', text])))?.sections.map(
      ({ ZValue, TiltAngle }) => [ZValue, TiltAngle],
    ) ?? null;
  assert.equal(tilts(branch(20, [-3, -6, -9]), positive), [
    [0, 0],
    [1, 3],
    [2, 6.01],
    [3, -3],
    [4, -6],
    [5, -9],
  ]);
  assert.equal(tilts(positive, branch(20, [0, -3, -6]))?.length, 6);
  for (const [what, other] of Object.entries({
    'the same series, taken again': branch(20, [0, 3, 6]),
    'tilts between': branch(20, [1, -3, -6]),
    'other pixels': branch(20, [-3, -6, -9], 4),
    'the same times': branch(10, [-3, -6, -9]),
    'one tilt': branch(20, [-3]),
  }))
    assert.is(tilts(positive, other), null, what);
  assert.is(tilts(positive, branch(20, [-3, -6, -9]), branch(30, [-12, -15, -18])), null);
});

test.run();
