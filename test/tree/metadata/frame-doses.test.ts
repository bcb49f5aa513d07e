import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frameDoses } from '../../../src/tree/metadata/derived-records.js';

const test = suite('frameDoses');

test('sums the doses before each section in file order', () => {
  const doses = frameDoses(
    [
      { ZValue: 5, ExposureTime: 0.8, SubFramePath: 'D:\\frames\\a.tif' },
      { ZValue: 1, ExposureTime: 1, SubFramePath: '/data/b.tif' },
      { ZValue: 3, ExposureTime: 1.2 },
    ],
    2,
  );
  assert.equal(
    doses.map(({ acquisitionOrder, exposureDose, accumulatedDose }) => [
      acquisitionOrder,
      exposureDose,
      accumulatedDose,
    ]),
    [
      [5, 1.6, 0],
      [1, 2, 1.6],
      [3, 2.4, 3.6],
    ],
  );
  assert.equal(
    doses.map(({ fileName }) => fileName),
    ['a.tif', 'b.tif', null],
  );
});

test.run();
