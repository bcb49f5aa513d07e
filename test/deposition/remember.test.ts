import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rememberByOwner, rememberLast } from '../../src/deposition/remember.js';

test('works out an answer once for each owner and key, until the owner is forgotten', async () => {
  const asked: string[] = [];
  const answers = rememberByOwner(async (owner: { name: string }, key: string) => {
    asked.push(`${owner.name} ${key}`);
    return `${owner.name}: ${key}`;
  });
  const [first, second] = [{ name: 'a' }, { name: 'b' }];
  assert.is(await answers.of(first, 'x'), 'a: x');
  assert.equal(await Promise.all([answers.of(first, 'x'), answers.of(first, 'y')]), ['a: x', 'a: y']);
  assert.is(await answers.of(second, 'x'), 'b: x');
  answers.forget(first);
  await answers.of(first, 'x');
  await answers.of(second, 'x');
  assert.equal(asked, ['a x', 'a y', 'b x', 'a x']);
});

test('keeps the answers to the last questions', async () => {
  const asked: string[] = [];
  const answer = rememberLast(
    2,
    ({ id }: { id: string }) => id,
    async ({ id }) => {
      asked.push(id);
      return id;
    },
  );
  for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) assert.is(await answer({ id }), id);
  assert.equal(asked, ['a', 'b', 'c', 'b']);
});

test.run();
