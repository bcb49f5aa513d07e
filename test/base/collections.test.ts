import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addToGroup,
  countBy,
  defined,
  groupBy,
  inTurn,
  joinBytes,
  keepNewest,
  partitionPoint,
} from '../../src/base/collections.js';

const test = suite('lists, maps and bytes');

test('groups values by key, in their order', () => {
  const groups = groupBy(['TS_02', 'pos_1', 'TS_01'], (name) => name.slice(0, 2));
  assert.equal(
    [...groups],
    [
      ['TS', ['TS_02', 'TS_01']],
      ['po', ['pos_1']],
    ],
  );
  assert.is(groupBy([], String).size, 0);
});

test('adds values to groups', () => {
  const groups = new Map([[4, ['TS_1']]]);
  for (const name of ['TS_3', 'TS_20']) addToGroup(groups, name.length, name);
  assert.equal(
    [...groups],
    [
      [4, ['TS_1', 'TS_3']],
      [5, ['TS_20']],
    ],
  );
});

test('counts values in the order of their first occurrences', () => {
  assert.equal(
    [...countBy(['b', 'a', 'b'])],
    [
      ['b', 2],
      ['a', 1],
    ],
  );
});

test('leaves out keys whose values are undefined, and no others', () => {
  const values = defined({ line: undefined, found: null, count: 0, text: '' });
  assert.equal(values, { found: null, count: 0, text: '' });
  assert.not('line' in values);
});

test('joins bytes in a row', () => {
  assert.equal(joinBytes([Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)]), Uint8Array.of(1, 2, 3));
  assert.is(joinBytes([]).length, 0);
});

test('keeps the newest values of a map', () => {
  const kept = new Map<string, number>();
  for (const [value, key] of ['a', 'b', 'a', 'c'].entries()) keepNewest(kept, key, value, 2);
  assert.equal(
    [...kept],
    [
      ['a', 2],
      ['c', 3],
    ],
  );
});

test('makes values one after the other, up to the first failure', async () => {
  const events: string[] = [];
  const make = async (name: string) => {
    events.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    events.push(`${name} ends`);
    if (name === 'c') throw new Error('broken');
    return name.toUpperCase();
  };
  assert.equal(await inTurn(new Set(['a', 'b']), make), ['A', 'B']);
  assert.equal(events.splice(0), ['a begins', 'a ends', 'b begins', 'b ends']);
  const failed = await inTurn(['c', 'd'], make).catch((error: Error) => error.message);
  assert.is(failed, 'broken');
  assert.equal(events, ['c begins', 'c ends']);
});

test('finds the first index from which on a condition is true', () => {
  for (const count of [0, 1, 2, 7, 8])
    for (let first = 0; first <= count; first++)
      assert.is(
        partitionPoint(count, (index) => index >= first),
        first,
      );
});

test.run();
