import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { labelBounds } from '../../../../src/pipeline/convert/precompute/label-bounds.js';

const test = suite('labelBounds');

test('first and last voxel of each label along every axis', () => {
  const labels = new Uint16Array(3 * 4 * 5);
  const set = (z: number, y: number, x: number, label: number) => {
    labels[(z * 4 + y) * 5 + x] = label;
  };
  set(0, 3, 4, 7);
  set(1, 1, 2, 7);
  set(1, 1, 3, 9);
  set(2, 0, 0, 9);
  assert.equal(
    [...labelBounds(labels, [3, 4, 5])],
    [
      [7, { first: [0, 1, 2], last: [1, 3, 4] }],
      [9, { first: [1, 0, 0], last: [2, 1, 3] }],
    ],
  );
});

test('nothing but 0 has no bounds', () => {
  assert.is(labelBounds(new Uint16Array(8), [2, 2, 2]).size, 0);
});

test.run();
