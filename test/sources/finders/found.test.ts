import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect } from '../../../src/sources/finders/found.js';
import { matchesFromStart } from '../../../src/sources/matches-from-start.js';

const test = suite('finder results');

test('keep the first place of a repeated name and take its last path', () => {
  const found = (name: string, key: string) => ({ name, origin: 'source' as const, key });
  assert.equal(
    collect([found('a', '1/a'), found('b', '1/b'), found('a', '2/a')]).map(({ name, key }) => [name, key]),
    [
      ['a', '2/a'],
      ['b', '1/b'],
    ],
  );
});

test('tell which paths a name hides', () => {
  const found = (name: string, key: string | null) => ({ name, origin: 'source' as const, key });
  assert.equal(
    collect([found('a', '1/a'), found('b', '1/b'), found('a', '2/a'), found('a', '3/a'), found('b', '1/b')]),
    [{ ...found('a', '3/a'), displaced: ['1/a', '2/a'] }, found('b', '1/b')],
  );
  assert.equal(collect([found('c', null), found('c', null)]), [found('c', null)]);
});

test('are excluded by a match from the start, open at the end', () => {
  assert.ok(matchesFromStart(/Images/, 'Images2'));
  assert.not.ok(matchesFromStart(/Images/, 'myImages'));
  assert.ok(matchesFromStart(/b|a/, 'a'));
  assert.not.ok(matchesFromStart(/b|a/, 'ca'));
  const regex = /a/;
  assert.ok(matchesFromStart(regex, 'a') && matchesFromStart(regex, 'a'));
});

test.run();
