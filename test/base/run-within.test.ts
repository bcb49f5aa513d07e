import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runWithin } from '../../src/base/run-within.js';

const test = suite('work within limits');

/** Most items, and most weight, that were under way at a time. */
async function mostUnderWay(items: readonly number[], limits: { count: number; weight?: number }) {
  let [now, weight, most, heaviest] = [0, 0, 0, 0];
  const done: number[] = [];
  await runWithin(items, { ...limits, weigh: (item) => item }, async (item) => {
    [now, weight] = [now + 1, weight + item];
    [most, heaviest] = [Math.max(most, now), Math.max(heaviest, weight)];
    await setTimeout(1);
    [now, weight] = [now - 1, weight - item];
    done.push(item);
  });
  assert.equal(done.sort(), [...items].sort());
  return [most, heaviest];
}

test('no more items than may be under way', async () => {
  assert.equal(await mostUnderWay([1, 1, 1, 1, 1], { count: 3, weight: 100 }), [3, 3]);
  assert.equal(await mostUnderWay([], { count: 3, weight: 100 }), [0, 0]);
});

test('no more weight either, but for one item', async () => {
  assert.equal(await mostUnderWay([5, 5, 5, 1, 1], { count: 3, weight: 6 }), [2, 6]);
  assert.equal(await mostUnderWay([9, 9], { count: 3, weight: 6 }), [1, 9]);
});

test('what is under way ends before the error is told, and nothing more begins', async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    if (item === 1) throw new Error('no memory');
    await setTimeout(2);
    ended.push(item);
  };
  try {
    await runWithin([0, 1, 2, 3, 4, 5], { count: 2 }, work);
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'no memory');
  }
  assert.ok(ended.includes(0) && !ended.includes(5), ended.join());
});

test('what is under way ends before an error of the items is thrown', async () => {
  const ended: number[] = [];
  async function* items() {
    yield 0;
    throw new Error('no listing');
  }
  try {
    await runWithin(items(), { count: 2 }, async (item) => {
      await setTimeout(2);
      ended.push(item);
    });
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'no listing');
  }
  assert.equal(ended, [0]);
});

test.run();
