import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Item } from '../../src/deposition/item.js';
import { ObjectCounts } from '../../src/pipeline/context.js';

const test = suite('counts of objects');

const item = {} as Item;

const inputOf = (key: string, shape = 'Point', of = item) => ({ item: of, key, finder: { shape } });

/** Counts a file, and tells how often it was asked. */
const counter = (value: number) => {
  const count = async () => {
    count.calls += 1;
    return value;
  };
  count.calls = 0;
  return count;
};

test('an input is counted once until its item is written again', async () => {
  const counts = new ObjectCounts();
  const first = counter(7);
  assert.is(await counts.of(inputOf('a'), first), 7);
  assert.is(await counts.of(inputOf('a'), first), 7);
  assert.is(first.calls, 1);
  counts.forget(item);
  const second = counter(8);
  assert.is(await counts.of(inputOf('a'), second), 8);
  assert.is(second.calls, 1);
});

test('what was written need not be counted', async () => {
  const counts = new ObjectCounts();
  counts.note(inputOf('a'), 3);
  const never = counter(9);
  assert.is(await counts.of(inputOf('a'), never), 3);
  assert.is(never.calls, 0);
});

test('inputs, shapes of one input and items have counts of their own', async () => {
  const counts = new ObjectCounts();
  counts.note(inputOf('a'), 1);
  counts.note(inputOf('b'), 2);
  counts.note(inputOf('a', 'OrientedPoint'), 3);
  counts.note(inputOf('a', 'Point', {} as Item), 4);
  const never = counter(0);
  const known: number[] = [];
  for (const input of [inputOf('a'), inputOf('b'), inputOf('a', 'OrientedPoint')]) {
    known.push(await counts.of(input, never));
  }
  assert.equal([known, never.calls], [[1, 2, 3], 0]);
});

test('a count that fails is made again', async () => {
  const counts = new ObjectCounts();
  const failing = () => Promise.reject(new Error('cut off'));
  await counts.of(inputOf('a'), failing).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'cut off'),
  );
  assert.is(await counts.of(inputOf('a'), counter(2)), 2);
});

test.run();
