import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../../src/formats/byte-source.js';
import { dynamoTable } from '../support/build-particles.js';
import { errorOf, pointsOf } from '../support/points.js';

const test = suite('names of tomograms');

const names = ['rec/g1.ts_01.mrc', 'g1.ts_02.tomostar', 'g1.ts_03', 'tomo_1.2', 'tomo_1.3.MRC'];
const table = [
  'data_optics\nloop_\n_rlnImagePixelSize\n4\n\ndata_particles\nloop_',
  ...['rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'].map((name) => `_${name}`),
  ...names.map((name, index) => `${name} ${index} 0 0`),
].join('\n');

/** Of each filter the places in `names` that it selects. */
const expected: [filter: string, places: number[]][] = [
  ['g1.ts_01', [0]],
  ['g1.ts_01.rec', [0]],
  ['g1.ts_01.mrc', [0]],
  ['other/g1.ts_02.xml', [1]],
  ['g1.ts_03', [2]],
  ['g1.ts_03.mrc', [2]],
  ['g1.ts_04', []],
  ['g1', []],
  ['tomo_1.2', [3]],
  ['tomo_1.3', [4]],
  ['tomo_1', []],
];

test('only extensions of files are left out', async () => {
  for (const [filter, places] of expected) {
    const points = await pointsOf(`${table}\n`, 'point', { format: 'relion31_star', filter });
    assert.equal(
      points.map(({ location }) => location.x),
      places,
      filter,
    );
  }
});

test('the same in the list of a Dynamo table', async () => {
  const particles = names.map((_, index) => ({ at: [index, 0, 0] as const, tomogram: index + 1 }));
  const tomograms = bytesOf('all.doc', names.map((name, index) => `${index + 1} ${name}\n`).join(''));
  for (const [filter, places] of expected) {
    const read = () => pointsOf(dynamoTable(particles), 'point', { format: 'dynamo_tbl', filter, tomograms });
    if (places.length === 0) {
      assert.match((await errorOf(read)).message, /filter_value cannot select/, filter);
      continue;
    }
    assert.equal(
      (await read()).map(({ location }) => location.x),
      places,
      filter,
    );
  }
});

test('files that are called by numbers are not taken for the numbers of the list', async () => {
  const particles = [1, 2, 3].map((number) => ({ at: [number, 0, 0] as const, tomogram: number }));
  const tomograms = bytesOf('all.doc', '1 /rec/3.rec\n2 /rec/1.rec\n3 /rec/12_rec.mrc\n');
  const read = (filter: string) =>
    pointsOf(dynamoTable(particles), 'point', { format: 'dynamo_tbl', filter, tomograms });
  for (const [filter, place] of Object.entries({ 1: 2, 3: 1, 12: 3 })) {
    assert.equal(
      (await read(filter)).map(({ location }) => location.x),
      [place],
      filter,
    );
  }
  const error = await errorOf(() => read('2'));
  assert.equal(
    [error.message, error.expected],
    ['the filter_value cannot select rows', 'a tomogram of all.doc'],
  );
});

test.run();
