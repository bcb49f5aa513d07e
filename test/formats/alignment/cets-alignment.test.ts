import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readAlignment } from '../../../src/formats/alignment/read-alignment.js';
import { formatErrorOf } from '../support/facts.js';

const test = suite('alignments of CETS');

test('CETS: centres are those of sizes, whatever voxel the frames begin in, and other projections are refused', () => {
  const frame = (origin: readonly number[], scale: number) => ({
    coordinate_transformations: [{ sequence: [{ translation: origin }, { scale: origin.map(() => scale) }] }],
  });
  const projection = {
    tilt_image_id: 'b',
    ...{ input: 'physical', output: 'physical' },
    sequence: [
      {
        affine: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      },
      { translation: [7, 9] },
    ],
  };
  const region = {
    id: 'TS_1',
    tilt_series: [
      { id: 'other', images: [{ id: 'a', section: 0 }] },
      { id: 'own', images: [{ id: 'b', section: 4, width: 7, height: 8, ...frame([-3, -3], 2) }] },
    ],
    alignments: [{ tilt_series_id: 'own', projection_alignments: [projection] }],
    tomograms: [
      { tilt_series_id: 'own', width: 9, height: 9, depth: 9, ...frame([-4, -4, -4], 20) },
      { tilt_series_id: 'own', width: 11, height: 10, depth: 9, ...frame([-5, -5, -4], 10) },
    ],
  };
  const read = (changes: object, run = 'TS_1') =>
    readAlignment(
      [
        { path: 'notes.json', text: '{"by": "a person"}' },
        { path: 'region 1.json', text: JSON.stringify({ regions: [{ ...region, ...changes }] }) },
      ],
      'CETS',
      {
        run,
      },
    );
  const { sections, pixelSize, missing } = read({});
  assert.equal([pixelSize, missing], [2, null]);
  // The centre of the tomogram is 5 Å from its frame along x, that of the image 1 and 2 Å: (5 + 7 - 1) / 2, (9 - 2) / 2.
  assert.equal(
    sections.map(({ inPlaneRotation, ...section }) => [...Object.values(section), ...inPlaneRotation.flat()]),
    [[4, 0, 0, 5.5, 3.5, 1, -0, 0, 1]],
  );
  const refused = (changes: object) =>
    formatErrorOf(() =>
      read({
        alignments: [{ tilt_series_id: 'own', projection_alignments: [{ ...projection, ...changes }] }],
      }),
    );
  assert.is(refused({ tilt_image_id: 'a' }).found, 'a');
  assert.is(refused({ input: 'array' }).expected, 'an affine and a translation between physical frames');
  assert.is(refused({ sequence: [{ transformation_type: 'scale' }] }).found, 'scale from physical');
  assert.is(formatErrorOf(() => read({}, 'TS_2')).found, 'TS_1');
  assert.is(
    read({ alignments: [] }).missing,
    'parameters of each section need projection_alignments of TS_1',
  );
});

test.run();
