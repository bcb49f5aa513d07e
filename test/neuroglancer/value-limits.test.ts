import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { valueLimits } from '../../src/neuroglancer/contrast-limits.js';

const test = suite('contrast limits of values');

test('mean and standard deviations of what is finite', () => {
  assert.equal(valueLimits(Float64Array.of(1, 3, 1, 3), 3), [-1, 5]);
  assert.equal(valueLimits(Float64Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY), 3), [-1, 5]);
  assert.equal(valueLimits(Float64Array.of(7, 7), 3), [7, 7]);
});

test('without a finite value there are limits all the same', () => {
  assert.equal(valueLimits(Float64Array.of(Number.NaN), 3), [0, 1]);
  assert.equal(valueLimits(new Float64Array(0), 3), [0, 1]);
});

test.run();
