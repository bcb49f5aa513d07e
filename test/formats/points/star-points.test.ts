import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnnotationPoint, PointOptions, Rotation } from '../../../src/formats/points/point.js';
import { errorOf, pointsOf, survivesAsync } from '../support/points.js';

const test = suite('points of STAR files');

function table(block: string, columns: readonly string[], rows: readonly string[]): string {
  return [
    `data_${block}`,
    'loop_',
    ...columns.map((name, index) => `_${name} #${index + 1}`),
    ...rows,
    '',
  ].join('\n');
}

const coordinates = ['rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'];
const angles = ['rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
const origins = ['rlnOriginXAngst', 'rlnOriginYAngst', 'rlnOriginZAngst'];
const stopgap = [
  'tomo_num',
  'orig_x',
  'orig_y',
  'orig_z',
  'x_shift',
  'y_shift',
  'z_shift',
  'phi',
  'psi',
  'the',
];

const at = (points: readonly AnnotationPoint[]) => points.map(({ location: { x, y, z } }) => [x, y, z]);

async function read(text: string, options: PointOptions) {
  const warnings: string[] = [];
  const type = options.format === 'stopgap_star' ? 'orientedPoint' : 'point';
  const points = await pointsOf(text, type, { ...options, warn: (message) => warnings.push(message) });
  return { points: at(points), warnings };
}

async function rotationOf(text: string, options: PointOptions): Promise<Rotation> {
  const [point] = await pointsOf(text, 'orientedPoint', options);
  if (point?.type !== 'orientedPoint') throw new Error('expected an oriented point');
  return point.rotation;
}

function assertRotation(found: Rotation, expected: readonly number[]): void {
  found.forEach((value, index) => {
    assert.ok(Math.abs(value - (expected[index] as number)) < 1e-9, `${found}`);
  });
  for (const row of [0, 3, 6]) {
    for (const other of [0, 3, 6]) {
      const dot = [0, 1, 2].reduce((sum, k) => sum + found[row + k]! * found[other + k]!, 0);
      assert.ok(Math.abs(dot - (row === other ? 1 : 0)) < 1e-12);
    }
  }
}

test('RELION 3 subtracts origins in pixels where all three are there', async () => {
  const columns = [...coordinates, 'rlnOriginX', 'rlnOriginY', 'rlnOriginZ'];
  const text = table('', columns, ['100 200 300 8 -2 0']);
  assert.equal((await read(text, { format: 'relion3_star', binning: 2 })).points, [[46, 101, 150]]);
  const two = table('', columns.slice(0, 5), ['100 200 300 8 -2']);
  assert.equal((await read(two, { format: 'relion3_star' })).points, [[100, 200, 300]]);
});

test('RELION 4 subtracts origins in ångström by the pixel size of the first optics row', async () => {
  const particles = table('particles', [...coordinates, ...origins], ['100 200 300 8 -2 0']);
  const optics = table('optics', ['rlnOpticsGroup', 'rlnImagePixelSize'], ['1 4.0']);
  const options = { format: 'relion4_star', binning: 2 } as const;
  assert.equal((await read(optics + particles, options)).points, [[49, 100.25, 150]]);
  assert.equal((await read(particles + optics, options)).points, [[49, 100.25, 150]]);
  const differing = table('optics', ['rlnImagePixelSize'], ['4.0', '2.0']);
  const { points, warnings } = await read(differing + particles, options);
  assert.equal(points, [[49, 100.25, 150]]);
  assert.match(warnings[0] ?? '', /4, 2 Å/);
});

test('STOPGAP adds shifts', async () => {
  const text = table('stopgap_motivelist', stopgap, ['1 10 20 30 1 -2 0.5 30 50 40', '2 0 0 0 0 0 0 0 0 0']);
  const options = { format: 'stopgap_star', filter: '1' } as const;
  assert.equal((await read(text, { ...options, binning: 2 })).points, [[5.5, 9, 15.25]]);
  assert.equal((await read(text, { ...options, order: 'zyx' })).points, [[30.5, 18, 11]]);
  assertRotation(
    await rotationOf(text, options),
    [
      0.263258355, -0.829598373, 0.492403877, 0.909615886, 0.043412044, -0.413175911, 0.321393805,
      0.556670399, 0.766044443,
    ],
  );
});

test('orientations of RELION', async () => {
  const rotation = (triple: string, order: 'xyz' | 'zyx' = 'xyz') =>
    rotationOf(table('', [...coordinates, ...angles], [`0 0 0 ${triple}`]), {
      format: 'relion3_star',
      order,
    });
  assertRotation(
    await rotation('30 40 50'),
    [
      0.043412044, 0.909615886, -0.413175911, -0.829598373, 0.263258355, 0.492403877, 0.556670399,
      0.321393805, 0.766044443,
    ],
  );
  assertRotation(await rotation('90 0 0'), [0, 1, 0, -1, 0, 0, 0, 0, 1]);
  assertRotation(await rotation('0 90 0'), [0, 0, -1, 0, 1, 0, 1, 0, 0]);
  assertRotation(
    await rotation('30 40 50', 'zyx'),
    [
      0.766044443, 0.321393805, 0.556670399, 0.492403877, 0.263258355, -0.829598373, -0.413175911,
      0.909615886, 0.043412044,
    ],
  );
});

const named = (names: readonly string[]) =>
  table(
    '',
    ['rlnMicrographName', ...coordinates],
    names.map((name, index) => `${name} ${index} 0 0`),
  );

test('filters compare text first, then whole numbers', async () => {
  const options = { format: 'relion3_star', filter: '7' } as const;
  assert.equal((await read(named(['007', '7', '8']), options)).points, [[1, 0, 0]]);
  assert.equal((await read(named(['007', '8']), options)).points, [[0, 0, 0]]);
  assert.equal((await read(named(['001', '002']), { ...options, filter: '001' })).points, [[0, 0, 0]]);
});

test('a filter that selects nothing is a warning that shows what there is', async () => {
  const { points, warnings } = await read(named(['TS_1', 'TS_1', 'TS_2', 'TS_3', 'TS_4']), {
    format: 'relion3_star',
    filter: 'TS_9',
  });
  assert.equal(points, []);
  assert.equal(warnings, [
    'picks: no row has rlnMicrographName "TS_9"; it has TS_1, TS_2, TS_3, for example',
  ]);
  const empty = await read(named([]), { format: 'relion3_star', filter: 'TS_9' });
  assert.match(empty.warnings[0] ?? '', /the table has no rows/);
});

test('angles are needed for orientations only', async () => {
  const text = table('', coordinates, ['1 2 3']);
  assert.equal((await read(text, { format: 'relion3_star' })).points, [[1, 2, 3]]);
  const error = await errorOf(() => rotationOf(text, { format: 'relion3_star' }));
  assert.equal([error.message, error.line], ['the column rlnAngleRot is missing', 6]);
  assert.match(error.found ?? '', /rlnCoordinateX, rlnCoordinateY/);
});

test('says what is wrong and where', async () => {
  const relion3 = { format: 'relion3_star' } as const;
  const optics = table('optics', ['rlnImagePixelSize'], ['4.0']);
  const wrong: [text: string, options: PointOptions, message: RegExp, more: RegExp][] = [
    [table('', ['rlnCoordinateX'], ['1']), relion3, /rlnCoordinateY is missing/, /rlnCoordinateX/],
    [table('', ['rlnCenteredCoordinateXAngst'], ['1']), relion3, /rlnCoordinateX is missing/, /RELION 5/],
    [
      optics + table('particles', coordinates, ['1 2 3']),
      relion3,
      /not in a block of their own/,
      /relion4_star/,
    ],
    ['data_\n_x 1\n', relion3, /no table of particles/, /data_/],
    [table('', coordinates, ['1 nan 3']), relion3, /rlnCoordinateY is not a number/, /nan/],
    [table('', coordinates, ['1 2 3', '4 5']), relion3, /wrong number of fields/, /2/],
    [named(['a']), { ...relion3, filter: '' }, /filter_value cannot select/, /""/],
    [table('', stopgap, []), { format: 'stopgap_star' }, /filter_value cannot select/, /none/],
    [table('', stopgap, []), { format: 'stopgap_star', filter: 'TS_1' }, /filter_value cannot/, /TS_1/],
    [table('particles', coordinates, []), { format: 'relion4_star' }, /optics .* missing/, /data_particles/],
    [table('optics', ['rlnVoltage'], ['300']), { format: 'relion4_star' }, /optics .* missing/, /rlnVoltage/],
    [table('optics', ['rlnImagePixelSize'], ['0']), { format: 'relion4_star' }, /is not a pixel size/, /0/],
    [optics, { format: 'relion4_star' }, /no table of particles/, /data_optics/],
  ];
  for (const [text, options, message, more] of wrong) {
    const error = await errorOf(() => read(text, options));
    assert.match(error.message, message);
    assert.match(`${error.found} ${error.hint}`, more);
  }
});

test('survives mangled files', async () => {
  const text =
    table('optics', ['rlnImagePixelSize'], ['4']) +
    table('particles', [...coordinates, ...origins], ['1 2 3 4 5 6']);
  await survivesAsync(
    (bytes) => pointsOf(bytes, 'point', { format: 'relion4_star' }),
    new TextEncoder().encode(text),
  );
});

test.run();
