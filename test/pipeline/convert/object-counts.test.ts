import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createObjectCounts } from '../../../src/pipeline/convert/object-counts.js';

const test = suite('counts of objects');

/** Counts a file, and tells how often it was asked. */
const counter = (value: number) => {
  const count = async () => {
    count.calls += 1;
    return value;
  };
  count.calls = 0;
  return count;
};

test('a file is counted once until it is written again', async () => {
  const counts = createObjectCounts();
  const first = counter(7);
  assert.is(await counts.of('a', first), 7);
  assert.is(await counts.of('a', first), 7);
  assert.is(first.calls, 1);
  counts.forget('a');
  const second = counter(8);
  assert.is(await counts.of('a', second), 8);
  assert.is(second.calls, 1);
});

test('what was written need not be counted', async () => {
  const counts = createObjectCounts();
  counts.note('a', 3);
  const never = counter(9);
  assert.is(await counts.of('a', never), 3);
  assert.is(never.calls, 0);
});

test('a count that fails is made again', async () => {
  const counts = createObjectCounts();
  const failing = () => Promise.reject(new Error('cut off'));
  await counts.of('a', failing).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'cut off'),
  );
  assert.is(await counts.of('a', counter(2)), 2);
});

test('those made first are forgotten', async () => {
  const counts = createObjectCounts(2);
  for (const [path, value] of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['c', 4],
  ] as const)
    counts.note(path, value);
  const again = counter(0);
  const known: number[] = [];
  for (const path of ['a', 'c', 'b']) known.push(await counts.of(path, again));
  assert.equal(known, [3, 4, 0]);
});

test.run();
