import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../../src/formats/byte-source.js';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { formatPointLine } from '../../../src/formats/points/published-points.js';
import { readPoints } from '../../../src/formats/points/read-points.js';
import { buildImodModel, sizedChunk } from '../support/build-imod-model.js';
import { errorOf, pointsOf, survivesAsync } from '../support/points.js';

const test = suite('points');

const csv = { format: 'csv' } as const;
const locations = async (text: string | Uint8Array, options: PointOptions) =>
  (await pointsOf(text, 'point', options)).map(({ location: { x, y, z } }) => [x, y, z]);

test('lines are spelled as Python spells them', () => {
  const location = { x: 1, y: 2.5, z: 1e-7 };
  assert.is(
    formatPointLine({ type: 'point', location }),
    '{"type": "point", "location": {"x": 1.0, "y": 2.5, "z": 1e-07}}',
  );
  assert.is(
    formatPointLine({ type: 'instancePoint', location, instanceId: 3 }),
    '{"type": "instancePoint", "location": {"x": 1.0, "y": 2.5, "z": 1e-07}, "instance_id": 3}',
  );
  assert.is(
    formatPointLine({ type: 'orientedPoint', location, rotation: [0, -1, 0, 1, -0, 0, 0, 0, 0.5] }),
    '{"type": "orientedPoint", "location": {"x": 1.0, "y": 2.5, "z": 1e-07}, ' +
      '"xyz_rotation_matrix": [[0.0, -1.0, 0.0], [1.0, -0.0, 0.0], [0.0, 0.0, 0.5]]}',
  );
});

test('csv: order, binning, header, delimiter, blank lines, more columns', async () => {
  assert.equal(await locations('\uFEFF1,2,3\r\n\r\n4, 5,6,extra\r\n', csv), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  assert.equal(await locations('1,2,3\n4,5,6', { ...csv, binning: 2 }), [
    [0.5, 1, 1.5],
    [2, 2.5, 3],
  ]);
  assert.equal(await locations('1,2,3', { ...csv, order: 'zyx' }), [[3, 2, 1]]);
  assert.equal(await locations('z|y|x\n1|2|"3"', { format: 'csv_with_header', delimiter: '|' }), [[1, 2, 3]]);
  assert.equal(await locations('1\t2\t3\n', { format: 'tsv' }), [[1, 2, 3]]);
  assert.equal(await locations('', csv), []);
});

test('tables in UTF-16, as spreadsheets write them', async () => {
  const text = '\uFEFFx\ty\tµ\n1\t2\t3\n4\t5\t6\n';
  const expected = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const littleEndian = Buffer.from(text, 'utf16le');
  for (const bytes of [littleEndian, Buffer.from(littleEndian).swap16()]) {
    assert.equal(await locations(bytes, { format: 'csv_with_header', delimiter: '\t' }), expected);
    const points: number[] = [];
    const byteByByte = { path: 'picks', chunks: () => Array.from(bytes, (byte) => Uint8Array.of(byte)) };
    const options = { format: 'csv_with_header', delimiter: '\t' } as const;
    for await (const batch of readPoints(byteByByte, 'point', options)) {
      points.push(...batch.map(({ location }) => location.x));
    }
    assert.equal(points, [1, 4]);
  }
  const cut = await errorOf(() => locations(Buffer.from('\uFEFF1,2,\0', 'utf16le'), csv));
  assert.equal([cut.message, cut.found], ['not a text file', 'a NUL byte']);
});

test('csv_with_header: warns of a header that is a point', async () => {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  assert.equal(await locations('1,2,3\n4,5,6\n', { format: 'csv_with_header', warn }), [[4, 5, 6]]);
  assert.equal(warnings, [
    'picks: the first line is left out as a header, but holds numbers (1, 2, 3); csv has no header',
  ]);
  await locations('1\t2\t3\n', { format: 'tsv_with_header', warn });
  assert.match(warnings.pop() ?? '', '; tsv has no header');
  await locations('x,2,3\n4,5,6\n', { format: 'csv_with_header', warn });
  await locations('', { format: 'csv_with_header', warn });
  assert.is(warnings.length, 1);
});

test('csv: says what is wrong and where', async () => {
  const short = await errorOf(() => locations('1,2,3\n4,5\n', csv));
  assert.equal([short.message, short.line, short.found], ['the row is too short', 2, '2']);
  const word = await errorOf(() => locations('1,2,3\n4,five,6\n', csv));
  assert.equal(
    [word.message, word.line, word.found, word.hint],
    ['not a coordinate', 2, '"five"', undefined],
  );
  const header = await errorOf(() => locations('x,y,z\n1,2,3\n', csv));
  assert.equal([header.line, header.found], [1, '"x"']);
  assert.match(header.hint ?? '', /csv_with_header/);
  assert.equal(await locations('1,2,"3\n"\n4,"5",6\n', csv), [
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const later = await errorOf(() => locations('"1",2,"3\n\n"\n\n4,"5",x\n', csv));
  assert.is(later.line, 5);
  const open = await errorOf(() => locations('1,2,"3\n4,5,6\n', csv));
  assert.is(open.message, 'a quote is not closed');
  assert.match((await errorOf(() => locations('1,2,nan\n', csv))).found ?? '', /nan/);
  for (const binning of [0, -1, Number.NaN]) {
    assert.match((await errorOf(() => locations('1,2,3', { ...csv, binning }))).message, /binning/);
  }
});

test('tardis: ids may be spelled as floats', async () => {
  const read = (text: string) => pointsOf(text, 'instancePoint', { format: 'tardis', binning: 2 });
  assert.equal(await read('IDs,X [A],Y [A],Z [A]\n0,4,8,12\n1.0,2.0,4.0,6.0\n'), [
    { type: 'instancePoint', location: { x: 2, y: 4, z: 6 }, instanceId: 0 },
    { type: 'instancePoint', location: { x: 1, y: 2, z: 3 }, instanceId: 1 },
  ]);
  assert.equal((await errorOf(() => read('IDs,X,Y,Z\n0.5,1,2,3\n'))).line, 2);
  assert.match((await errorOf(() => read('0,1,2,3\n'))).message, /not a TARDIS table/);
  assert.match((await errorOf(() => read('IDs,X,Y,Z\n1,2,3\n'))).message, /too short/);
});

test('mod: contours as points, slicer angles as oriented points', async () => {
  const model = buildImodModel({ contours: [[1, 2, 3, 4, 5, 6]], slicerAngles: [[90, 90, 0, 10, 20, 30]] });
  assert.equal(await locations(model, { format: 'mod', binning: 2, order: 'zyx' }), [
    [1.5, 1, 0.5],
    [3, 2.5, 2],
  ]);
  const [point] = await pointsOf(model, 'orientedPoint', { format: 'mod' });
  assert.is(point?.type, 'orientedPoint');
  assert.equal(point?.location, { x: 10, y: 20, z: 30 });
  const bare = buildImodModel({});
  assert.match((await errorOf(() => locations(bare, { format: 'mod' }))).message, /no contours/);
  const unturned = await errorOf(() => pointsOf(bare, 'orientedPoint', { format: 'mod' }));
  assert.match(unturned.message, /no slicer angles/);
});

const picks = (points: unknown) => JSON.stringify({ pickable_object_name: 'ribosome', user_id: 'a', points });
const transformation = [
  [0, -1, 0, 5],
  [1, 0, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];

test('mod: warns of voxels of another size than the tomogram, and of a flipped volume', async () => {
  const extra = sizedChunk('MINX', 72);
  new DataView(extra.buffer).setFloat32(8 + 36, 5.4);
  const model = buildImodModel({ contours: [[1, 2, 3]], extra });
  const warningsOf = async (bytes: Uint8Array, options: Partial<PointOptions>): Promise<string[]> => {
    const warnings: string[] = [];
    await locations(bytes, { format: 'mod', warn: (message) => warnings.push(message), ...options });
    return warnings;
  };
  for (const options of [{}, { voxelSpacing: 5.36 }, { voxelSpacing: 10.8, binning: 2 }])
    assert.equal(await warningsOf(model, options), []);
  const [warning] = await warningsOf(model, { voxelSpacing: 10.8 });
  assert.match(
    warning ?? '',
    'on voxels of 5.4 Å, its coordinates are taken for voxels of 10.8 Å; binning: 2',
  );
  const flipped = model.slice();
  new DataView(flipped.buffer).setInt32(8 + 144, 1 << 16);
  assert.match((await warningsOf(flipped, {})).join(), 'its y and z are exchanged');
});

test('copick: location by binning, matrix without translation, instances by place', async () => {
  const text = picks([
    { location: { x: 10, y: 20, z: 30 }, transformation_: transformation, instance_id: 9 },
    { location: { x: 1, y: 2, z: 3 } },
  ]);
  const warnings: string[] = [];
  const options = {
    format: 'copick',
    binning: 10,
    warn: (message: string) => warnings.push(message),
  } as const;
  assert.equal(await pointsOf(text, 'orientedPoint', options), [
    { type: 'orientedPoint', location: { x: 1, y: 2, z: 3 }, rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1] },
    { type: 'orientedPoint', location: { x: 0.1, y: 0.2, z: 0.3 }, rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  ]);
  assert.equal(warnings, ['picks: 1 points have no transformation_; they are taken as not rotated']);
  const instances = await pointsOf(text, 'instancePoint', options);
  assert.equal(
    instances.map((point) => point.type === 'instancePoint' && point.instanceId),
    [0, 1],
  );
});

test('copick: instances are those of the file, unless all are 0 or some have none', async () => {
  const numbered = (...ids: unknown[]) =>
    picks(ids.map((instance_id) => ({ location: { x: 1, y: 2, z: 3 }, instance_id })));
  const read = async (text: string, compatible: 'none' | 'portal' = 'none') =>
    (await pointsOf(text, 'instancePoint', { format: 'copick', compatible })).map(
      (point) => point.type === 'instancePoint' && point.instanceId,
    );
  assert.equal(await read(numbered(7, 7, 3)), [7, 7, 3]);
  assert.equal(await read(numbered(7, 7, 7)), [7, 7, 7]);
  assert.equal(await read(numbered(7, 7, 3), 'portal'), [0, 1, 2]);
  for (const ids of [
    [0, 0, 0],
    [7, undefined, 3],
    [7, -1, 3],
    [7, 1.5, 3],
    [7, '1', 3],
  ])
    assert.equal(await read(numbered(...ids)), [0, 1, 2]);
});

test('copick: locations in nanometres are taken in Å, an unknown unit is a warning', async () => {
  for (const [unit, factor, warning] of [
    ['nm', 10, null],
    ['nanometer', 10, null],
    ['angstrom', 1, null],
    ['Å', 1, null],
    ['A', 1, null],
    [null, 1, null],
    ['pixel', 1, 'picks: the unit "pixel" is unknown; locations are taken in Å'],
    [3, 1, 'picks: the unit 3 is unknown; locations are taken in Å'],
  ] as const) {
    const warnings: string[] = [];
    const text = JSON.stringify({
      pickable_object_name: 'a',
      unit,
      points: [{ location: { x: 1, y: 2, z: 3 } }],
    });
    const options = { format: 'copick', warn: (message: string) => warnings.push(message) } as const;
    assert.equal(await locations(text, options), [[factor, 2 * factor, 3 * factor]]);
    assert.equal(warnings, warning === null ? [] : [warning]);
  }
});

test('copick: matrices that are not rotations are one warning a file', async () => {
  const scaled = transformation.map((row, index) => (index < 3 ? row.map((cell) => 2 * cell) : row));
  const mirrored = transformation.map((row, index) => (index === 2 ? [0, 0, -1, 0] : row));
  for (const odd of [scaled, mirrored]) {
    const warnings: string[] = [];
    const location = { x: 1, y: 2, z: 3 };
    const points = await pointsOf(
      picks([
        { location, transformation_: transformation },
        ...[odd, odd].map((matrix) => ({ location, transformation_: matrix })),
      ]),
      'orientedPoint',
      { format: 'copick', warn: (message) => warnings.push(message) },
    );
    assert.is(points.length, 3);
    assert.equal(warnings, ['picks: transformation_ of points[1] is not a rotation; it is written as it is']);
  }
});

test('copick: no points is a warning, anything else that is odd an error', async () => {
  for (const points of [undefined, null, []]) {
    const warnings: string[] = [];
    const found = await pointsOf(picks(points), 'point', {
      format: 'copick',
      warn: (text) => warnings.push(text),
    });
    assert.equal([found.length, warnings], [0, ['picks: the file has no points']]);
  }
  const wrong: [text: string, message: RegExp, keyPath: string | undefined][] = [
    ['{"points": [', /not JSON/, undefined],
    ['[]', /not copick picks/, undefined],
    ['{"a": 1}', /not copick picks/, undefined],
    [picks({}), /not a list/, 'points'],
    [picks([null]), /without a location/, 'points[0]'],
    [picks([{ location: { x: 1, y: 2 } }]), /not a coordinate/, 'points[0].location.z'],
    [picks([{ location: { x: 1, y: '2', z: 3 } }]), /not a coordinate/, 'points[0].location.y'],
    [
      picks([{ location: { x: 1, y: 2, z: 3 }, transformation_: [[1]] }]),
      /not a transformation/,
      'points[0].transformation_',
    ],
    [
      picks([
        { location: { x: 1, y: 2, z: 3 }, transformation_: [...transformation.slice(0, 3), [0, 0, 1, 1]] },
      ]),
      /not a transformation/,
      'points[0].transformation_',
    ],
  ];
  for (const [text, message, keyPath] of wrong) {
    const error = await errorOf(() => pointsOf(text, 'point', { format: 'copick' }));
    assert.match(error.message, message, text);
    assert.is(error.keyPath, keyPath);
  }
});

test('formats hold only the points they can', async () => {
  assert.match((await errorOf(() => pointsOf('', 'point', { format: 'tardis' }))).message, /holds no points/);
  assert.match((await errorOf(() => pointsOf('', 'orientedPoint', csv))).expected ?? '', /relion3_star/);
});

test('a long table comes in pieces', async () => {
  async function* chunks() {
    for (let row = 0; row < 5000; row++)
      for (const text of [`${row},`, '2,3\n']) yield new TextEncoder().encode(text);
  }
  let [count, largest] = [0, 0];
  for await (const batch of readPoints({ path: 'long.csv', chunks }, 'point', csv)) {
    for (const { location } of batch) assert.is(location.x, count++);
    largest = Math.max(largest, batch.length);
  }
  assert.is(count, 5000);
  assert.ok(largest < 2000);
});

test('survives mangled files', async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  await survivesAsync((bytes) => locations(bytes, csv), encode('1,2,3\n4,"5",6\n'));
  await survivesAsync(
    (bytes) => pointsOf(bytes, 'instancePoint', { format: 'tardis' }),
    encode('IDs,X [A],Y [A],Z [A]\n0,4,8,12\n'),
  );
  await survivesAsync(
    (bytes) => pointsOf(bytes, 'orientedPoint', { format: 'copick' }),
    encode(picks([{ location: { x: 10, y: 20, z: 30 }, transformation_: transformation }])),
  );
});

test('a reader that is left early lets go of its source', async () => {
  let isClosed = false;
  async function* chunks() {
    try {
      for (;;) yield new TextEncoder().encode('1,2,3\n'.repeat(1000));
    } finally {
      isClosed = true;
    }
  }
  for await (const batch of readPoints({ path: 'endless.csv', chunks }, 'point', csv)) {
    if (batch.length > 0) break;
  }
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(isClosed);
  assert.is(bytesOf('a', 'b').path, 'a');
});

test.run();
