import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { IdIndex } from '../../../src/validate/precompute/scan-annotations.js';

const test = suite('indices of ids');

test('ids that are counted up are their own indices', () => {
  const index = new IdIndex(BigUint64Array.of(0n, 1n, 2n));
  assert.equal(
    [2n, 3n, 1n << 63n].map((id) => index.indexOf(id)),
    [2, null, null],
  );
  assert.equal([...index.repeated()], []);
});

test('others are found in any order, repeated ones are told', () => {
  const index = new IdIndex(BigUint64Array.of(9n, 1n << 60n, 4n, 9n, 0n));
  assert.equal(
    [4n, 1n << 60n, 0n, 5n].map((id) => index.indexOf(id)),
    [2, 1, 4, null],
  );
  assert.equal([...index.repeated()], [9n]);
  assert.ok([0, 3].includes(index.indexOf(9n) ?? -1));
});

test('what was not met is told', () => {
  const index = new IdIndex(BigUint64Array.of(5n, 7n, 6n));
  assert.equal(
    [0, 2, 0].map((at) => index.meet(at)),
    [true, true, false],
  );
  assert.equal([...index.unmet()], [7n]);
});

test.run();
