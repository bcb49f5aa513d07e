import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rotationFault } from '../../../src/formats/points/rotation.js';

const test = suite('matrices that are rotations');

const [cos, sin] = [Math.cos(0.6), Math.sin(0.6)];
const turned = [cos, -sin, 0, sin, cos, 0, 0, 0, 1];

test('orthonormal rows and determinant 1, within the tolerance', () => {
  assert.is(rotationFault(turned), null);
  assert.is(rotationFault(Float64Array.from([7, 7, ...turned]), 2), null);
  const scaled = turned.map((value) => 1.002 * value);
  assert.is(rotationFault(scaled), 'rows that are not orthonormal');
  assert.is(rotationFault(scaled, 0, 0.01), null);
  assert.is(rotationFault([1, 0, 0, 0, 1, 0, 0, 0, -1]), 'determinant -1.000');
});

test('numbers that are missing make none', () => {
  assert.is(rotationFault(turned.slice(0, 8)), 'rows that are not orthonormal');
});

test.run();
