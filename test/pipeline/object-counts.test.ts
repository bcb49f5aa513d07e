import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ItemInput } from '../../src/deposition/item.js';
import { ObjectCounts } from '../../src/pipeline/context.js';
import { makeSource } from './support/make-context.js';

const test = suite('counts of objects');

const inputOf = (key: string): ItemInput => ({ key, source: makeSource() });
const [a, b, other, last] = [inputOf('a'), inputOf('b'), inputOf('a'), inputOf('a')];
const item = { inputs: [a, b] };

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
  assert.is(await counts.of(a, first), 7);
  assert.is(await counts.of(a, first), 7);
  assert.is(first.calls, 1);
  counts.forget(item);
  const second = counter(8);
  assert.is(await counts.of(a, second), 8);
  assert.is(second.calls, 1);
});

test('what was written need not be counted', async () => {
  const counts = new ObjectCounts();
  counts.note(a, 3);
  const never = counter(9);
  assert.is(await counts.of(a, never), 3);
  assert.is(never.calls, 0);
});

test('inputs have counts of their own, also those of one file', async () => {
  const counts = new ObjectCounts();
  counts.note(a, 1);
  counts.note(b, 2);
  counts.note(other, 3);
  counts.note(last, 4);
  const never = counter(0);
  const known: number[] = [];
  for (const input of [a, b, other]) {
    known.push(await counts.of(input, never));
  }
  assert.equal([known, never.calls], [[1, 2, 3], 0]);
});

test('a count that fails is made again', async () => {
  const counts = new ObjectCounts();
  const failing = () => Promise.reject(new Error('cut off'));
  await counts.of(a, failing).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'cut off'),
  );
  assert.is(await counts.of(a, counter(2)), 2);
});

test.run();
