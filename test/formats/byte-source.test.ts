import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { madeAhead } from '../../src/formats/byte-source.js';

const test = suite('what is made ahead');

/** 1 … last, and whether whoever asked for them was heard to stop. */
function numbers(last: number) {
  const state = { given: 0, isClosed: false };
  async function* items() {
    try {
      while (state.given < last) yield ++state.given;
    } finally {
      state.isClosed = true;
    }
  }
  return { state, items: items() };
}

async function all<Item>(made: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of made) items.push(item);
  return items;
}

test('comes in order, however long each takes, with so many under way', async () => {
  let [underWay, most] = [0, 0];
  const made = madeAhead(numbers(7).items, 2, async (item) => {
    most = Math.max(most, ++underWay);
    await wait(item % 2 === 0 ? 1 : 8);
    underWay--;
    return item * 10;
  });
  assert.equal(await all(made), [10, 20, 30, 40, 50, 60, 70]);
  assert.is(most, 3);
});

test('nothing is made ahead where nothing may be', async () => {
  const { state, items } = numbers(3);
  const given: number[] = [];
  for await (const _ of madeAhead(items, 0, async (item) => item)) given.push(state.given);
  assert.equal(given, [1, 2, 3]);
  assert.equal(await all(madeAhead(numbers(0).items, 2, async (item) => item)), []);
});

test('a failure comes in its turn, after what is under way', async () => {
  const ended: number[] = [];
  const { state, items } = numbers(9);
  const made = madeAhead(items, 2, async (item) => {
    await wait(4 * item);
    ended.push(item);
    if (item === 2) throw new Error('the second');
    return item;
  });
  assert.is((await made.next()).value, 1);
  const failure = await made.next().then(
    () => null,
    (error: Error) => error.message,
  );
  assert.is(failure, 'the second');
  assert.equal(ended, [1, 2, 3, 4]);
  assert.is(state.isClosed, true);
});

test('what is left is dropped one by one, as the next may wait for what the last gives back', async () => {
  let giveBack = (_: number) => {};
  const givenBack = new Promise<number>((resolve) => {
    giveBack = resolve;
  });
  const made = madeAhead(
    [1, 2, 3],
    2,
    async (item) => (item === 3 ? await givenBack : item),
    (item) => giveBack(item),
  );
  assert.is((await made.next()).value, 1);
  await made.return();
  assert.is(await givenBack, 2);
});

test('a source that fails ends it, and nothing is lost that was being made', async () => {
  async function* source() {
    yield 1;
    yield 2;
    throw new Error('cut off');
  }
  const dropped: number[] = [];
  const made = madeAhead(
    source(),
    4,
    async (item) => item,
    (item) => dropped.push(item),
  );
  const failure = await made.next().then(
    () => null,
    (error: Error) => error.message,
  );
  assert.equal([failure, dropped], ['cut off', [1, 2]]);
});

test('lists are sources too', async () => {
  assert.equal(await all(madeAhead([3, 1, 2], 1, async (item) => item + 1)), [4, 2, 3]);
});

test('the source is closed where nothing more is asked for', async () => {
  const { state, items } = numbers(9);
  for await (const item of madeAhead(items, 1, async (item) => item)) if (item === 2) break;
  assert.equal(state, { given: 3, isClosed: true });
});

test.run();
