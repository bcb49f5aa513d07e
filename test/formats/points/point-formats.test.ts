import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PointOptions, pointFormatNames, pointFormats } from '../../../src/formats/points/index.js';
import { buildImodModel } from '../support/build-imod-model.js';
import { errorOf, pointsOf } from '../support/points.js';

const test = suite('kinds of point files');

const star = (columns: readonly string[], row: string, block = '') =>
  `data_${block}\nloop_\n${columns.map((name) => `_${name}\n`).join('')}${row}\n`;
const axes = ['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`);
const relion = ['rlnTomoName', 'rlnMicrographName', ...axes, 'rlnAngleRot', 'rlnAngleTilt', 'rlnAnglePsi'];
const shifts = ['X', 'Y', 'Z'].map((axis) => `rlnOrigin${axis}Angst`);
const stopgap = [
  'tomo_num',
  'orig_x',
  'orig_y',
  'orig_z',
  'x_shift',
  'y_shift',
  'z_shift',
  'phi',
  'the',
  'psi',
];
const picks = {
  pickable_object_name: 'a',
  points: [{ location: { x: 2, y: 4, z: 6 }, transformation_: null }],
};

/** A file of every kind with a point at 2, 4, 6. */
const samples: Readonly<Record<string, string | Uint8Array>> = {
  csv: '2,4,6\n',
  csv_with_header: 'x,y,z\n2,4,6\n',
  tsv: '2\t4\t6\n',
  mod: buildImodModel({ contours: [[2, 4, 6]], slicerAngles: [[0, 0, 0, 2, 4, 6]] }),
  relion3_star: star(relion, '1 1 2 4 6 0 0 0'),
  relion4_star:
    star(['rlnImagePixelSize'], '4', 'optics') +
    star([...relion, ...shifts], '1 1 2 4 6 0 0 0 0 0 0', 'particles'),
  tomoman_relion_star: star(relion, '1 1 2 4 6 0 0 0'),
  stopgap_star: star(stopgap, '1 2 4 6 0 0 0 0 0 0'),
  tardis: 'IDs,X,Y,Z\n0,2,4,6\n',
  copick: JSON.stringify(picks),
};

test('each is read as every type that it lists', async () => {
  assert.equal(
    pointFormats.map(({ name }) => name),
    Object.keys(samples),
  );
  for (const { name, types } of pointFormats) {
    for (const type of types) {
      const filter = name === 'stopgap_star' ? '1' : null;
      const [point] = await pointsOf(samples[name] ?? '', type, { format: name, filter });
      assert.equal([point?.type, point?.location], [type, { x: 2, y: 4, z: 6 }], `${name} ${type}`);
    }
  }
});

test('each takes the options that it lists, and no other', async () => {
  const given = { binning: 2, order: 'zyx', delimiter: ';', filter: '9' } as const;
  for (const { name, types, options } of pointFormats) {
    const [type = 'point'] = types;
    const base: PointOptions = { format: name, filter: name === 'stopgap_star' ? '1' : null };
    const made = async (more: Partial<PointOptions>) => {
      try {
        return JSON.stringify(await pointsOf(samples[name] ?? '', type, { ...base, ...more }));
      } catch (error) {
        return String(error);
      }
    };
    const plain = await made({});
    for (const option of ['binning', 'order', 'delimiter', 'filter'] as const) {
      const isTaken = (await made({ [option]: given[option] })) !== plain;
      assert.is(isTaken, options.includes(option), `${name} ${option}`);
    }
  }
});

test('a format that is unknown, or does not hold points of a type', async () => {
  assert.equal(pointFormatNames('instancePoint'), ['tardis', 'copick']);
  for (const format of ['tardis', 'xlsx', 'toString']) {
    const error = await errorOf(() => pointsOf('', 'orientedPoint', { format }));
    assert.is(error.message, `${format} holds no points of type orientedPoint`);
    assert.match(error.expected ?? '', /^mod, relion3_star/);
  }
});

test.run();
