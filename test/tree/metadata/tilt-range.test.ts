import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isSameRange } from '../../../src/tree/metadata/derived-records.js';

const test = suite('ranges of tilts');

test('ranges are the same to one decimal, on both sides of where numbers are rounded', () => {
  const recorded = { min: -8.95, max: 9.05 };
  for (const min of [-8.9, -8.92, -8.97, -8.99])
    assert.ok(isSameRange({ min, max: 9.05 }, recorded), `${min}`);
  for (const min of [-8.8, -9.01, -9.1, 8.95])
    assert.not(isSameRange({ min, max: 9.05 }, recorded), `${min}`);
  assert.not(isSameRange({ min: -8.95, max: 9.2 }, recorded));
});

test.run();
