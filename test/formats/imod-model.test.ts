import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { parseImodModel } from '../../src/formats/imod-model.js';
import { buildImodModel, meshChunk, sizedChunk } from './support/build-imod-model.js';
import { formatErrorOf } from './support/facts.js';
import { corpusFile, type GoldenEntry, goldenEntries } from './support/golden.js';
import { survives } from './support/mangle.js';

const test = suite('IMOD model');

const slan = [13.1, 20, -30.2, 235.5, 682.7, 302];

for (const [key, golden] of goldenEntries('mod/slicer_angle_example.mod slicer') ?? []) {
  test(key, () => {
    const { value } = golden as GoldenEntry & { value: Record<string, number[]> };
    const { slicerAngles } = parseImodModel(corpusFile(key.split(' ')[0] ?? ''), key);
    assert.equal(
      slicerAngles.map(({ time }) => time),
      value.time,
    );
    assert.equal(
      slicerAngles.map(({ angles }) => angles[0]),
      value.x_rot,
    );
    assert.equal(
      slicerAngles.map(({ angles }) => angles[2]),
      value.z_rot,
    );
    assert.equal(
      slicerAngles.map(({ centre }) => centre[0]),
      value.center_x,
    );
    assert.equal(
      slicerAngles.map(({ centre }) => centre[1]),
      value.center_y,
    );
  });
}

test('points of contours in file order, slicer angles of the whole model', () => {
  const bytes = buildImodModel({ contours: [[1, 2, 3, 4, 5, 6], [], [7.5, 8.5, 9]], slicerAngles: [slan] });
  assert.is(new TextDecoder().decode(bytes.subarray(240, 244)), 'OBJT');
  const model = parseImodModel(bytes, 'a.mod');
  assert.equal(
    model.objects[0]?.contours.map(({ points }) => [...points]),
    [[1, 2, 3, 4, 5, 6], [], [7.5, 8.5, 9]],
  );
  assert.equal(model.slicerAngles[0]?.centre, [235.5, 682.7000122070312, 302]);
  assert.equal(model.warnings, []);
});

test('passes over meshes and unknown chunks', () => {
  for (const extra of [meshChunk([-23, 0, 1, -22, -1]), meshChunk([-20, -21, -24]), sizedChunk('ABCD', 12)]) {
    const { objects } = parseImodModel(buildImodModel({ contours: [[1, 2, 3]], extra }), 'a.mod');
    assert.equal([...(objects[0]?.contours[0]?.points ?? [])], [1, 2, 3]);
  }
});

test('knows the writer that states 48 bytes for slicer angles', () => {
  const bytes = buildImodModel({ slicerAngles: [slan, slan], slicerSize: 48 });
  assert.is(parseImodModel(bytes, 'a.mod').slicerAngles.length, 2);
});

test('warns of counts that the chunks do not bear out', () => {
  const bytes = buildImodModel({ contours: [[1, 2, 3]] });
  const view = new DataView(bytes.buffer);
  view.setInt32(8 + 140, 4);
  view.setInt32(244 + 128, 7);
  assert.equal(parseImodModel(bytes, 'a.mod').warnings, [
    'the header states 4 objects, the model has 1',
    'object 1 states 7 contours and has 1',
  ]);
});

test('a file cut anywhere is an error that names the offset', () => {
  const whole = buildImodModel({
    contours: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    slicerAngles: [slan],
    extra: meshChunk([-1]),
  });
  for (let length = 0; length < whole.length; length++) {
    const error = formatErrorOf(() => parseImodModel(whole.slice(0, length), 'a.mod'));
    assert.ok(error.offset !== undefined && error.offset <= length, `cut at ${length}`);
    assert.is(error.path, 'a.mod');
  }
});

test('says what else is wrong', () => {
  const whole = buildImodModel({ contours: [[1, 2, 3]] });
  const changed = (offset: number, value: number) => {
    const copy = whole.slice();
    new DataView(copy.buffer).setInt32(offset, value);
    return copy;
  };
  const text = (value: string) => new TextEncoder().encode(value);
  const wrong: [bytes: Uint8Array, message: RegExp, offset: number][] = [
    [text('<html></html>'), /not an IMOD model/, 0],
    [text('imod 1\nobject 0 1 0\n'), /ASCII model/, 0],
    [changed(424, -1), /too many points/, 424],
    [changed(424, 2 ** 31 - 1), /too many points/, 424],
    [changed(440, 0x7fc00000), /coordinate is not a number/, 440],
    [buildImodModel({ extra: sizedChunk('SIZE', 8) }).subarray(0, 430), /too early/, 424],
  ];
  for (const [bytes, message, offset] of wrong) {
    const error = formatErrorOf(() => parseImodModel(bytes, 'a.mod'));
    assert.match(error.message, message);
    assert.is(error.offset, offset);
  }
});

test('contours before an object belong to none', () => {
  const bytes = buildImodModel({ contours: [[1, 2, 3]] });
  const headless = new Uint8Array([...bytes.subarray(0, 240), ...bytes.subarray(420)]);
  assert.match(formatErrorOf(() => parseImodModel(headless, 'a.mod')).message, /CONT belongs to no object/);
});

test('survives mangled files', () => {
  survives(
    (bytes) => parseImodModel(bytes, 'a.mod'),
    buildImodModel({ contours: [[1, 2, 3]], slicerAngles: [slan] }),
  );
  assert.throws(
    () => parseImodModel(new Uint8Array(), 'a.mod'),
    (error: unknown) => error instanceof FormatError,
  );
});

test.run();
