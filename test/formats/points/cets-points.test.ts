import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PointOptions } from '../../../src/formats/points/point.js';
import { errorOf, pointsOf } from '../support/points.js';

const test = suite('points in data sets of CETS');

const scale = (factor: number) => ({
  transformation_type: 'scale',
  scale: [factor, factor, factor],
});
const translation = (x: number, y: number, z: number) => ({
  transformation_type: 'translation',
  translation: [x, y, z],
});

/** Two regions with an annotation of one id, as expected_dataset.json of cets-data-models spells them. */
const dataset = (transformation: object, ofTomogram: object = scale(10)) =>
  JSON.stringify({
    name: 'made',
    regions: ['TS_1', 'TS_2'].map((id, at) => ({
      id,
      tomograms: [
        {
          id: 'tomogram',
          coordinate_transformations: [
            { input: 'tomogram_voxels', output: 'tomogram_angstroms', ...ofTomogram },
          ],
        },
      ],
      annotations: [
        {
          id: 'picks',
          source_tomogram_id: 'tomogram',
          origin3D: [[100.5 + at, 20, 30]],
          coordinate_transformations: [{ input: 'picked', ...transformation }],
        },
      ],
    })),
  });

const locations = async (text: string, options: Omit<PointOptions, 'format'>) =>
  (await pointsOf(text, 'point', { format: 'cets', ...options })).map(({ location: { x, y, z } }) => [
    x,
    y,
    z,
  ]);

test('an id that regions share is told apart by the region', async () => {
  const text = dataset({ transformation_type: 'identity', output: 'tomogram_voxels' });
  assert.equal(await locations(text, { binning: 10, filter: 'TS_2/picks' }), [[101.5, 20, 30]]);
  assert.is((await locations(text, { binning: 10, filter: 'picks' })).length, 2);
});

test('frames of voxels and of Å lead to the voxels of the tomogram', async () => {
  const first = async (transformation: object, ofTomogram?: object) =>
    (await locations(dataset(transformation, ofTomogram), { binning: 10, filter: 'TS_1/picks' }))[0];
  const halved = { ...scale(0.5), output: 'tomogram_voxels' };
  assert.equal(await first(halved), [50.25, 10, 15]);
  assert.equal(await first({ transformation_type: 'identity', output: 'tomogram_angstroms' }), [10.05, 2, 3]);
  const centred = {
    transformation_type: 'sequence',
    sequence: [translation(-8, -4, -2), scale(10)],
  };
  const moved = { ...translation(-0.5, 20, 0), output: 'tomogram_angstroms' };
  assert.equal(await first(moved, centred), [18, 8, 5]);
});

test('a frame that turns, is of nothing, or has no tomogram is refused', async () => {
  const affine = { transformation_type: 'affine', affine: [], output: 'tomogram_voxels' };
  const identity = { transformation_type: 'identity', output: 'tomogram_voxels' };
  for (const [transformation, found, ofTomogram = scale(10)] of [
    [affine, 'tomogram_voxels'],
    [{ ...scale(1), output: 'elsewhere' }, 'elsewhere'],
    [scale(1), 'picked'],
    [identity, 'tomogram_voxels, no tomogram', translation(1, 1, 1)],
  ] as const) {
    const text = dataset(transformation, ofTomogram);
    const error = await errorOf(() => locations(text, { filter: 'TS_1/picks' }));
    assert.match(error.message, 'the frame of the points is unknown');
    assert.is(error.found, found);
  }
});

test.run();
