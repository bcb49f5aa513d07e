import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { groupBy } from '../../src/base/group-by.js';

const test = suite('groups of items');

test('come in the order of their first items, and keep the order of items', () => {
  const groups = groupBy(['TS_1', 'TS_20', 'TS_3'], (name) => name.length);
  assert.equal(
    [...groups],
    [
      [4, ['TS_1', 'TS_3']],
      [5, ['TS_20']],
    ],
  );
  assert.is(groupBy([], String).size, 0);
});

test.run();
