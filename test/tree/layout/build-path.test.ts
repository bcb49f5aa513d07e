import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { urlPath } from '../../../src/tree/layout/build-path.js';

const test = suite('urlPath');

test('leaves usual names, and encodes what means something else in an address', () => {
  assert.is(urlPath('10000/TS_001/VoxelSpacing13.480/a-b.zarr'), '10000/TS_001/VoxelSpacing13.480/a-b.zarr');
  assert.is(urlPath('1/a b#c?d/e%20f+ü'), '1/a%20b%23c%3Fd/e%2520f%2B%C3%BC');
});

test.run();
