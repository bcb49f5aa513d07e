import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect } from '../../../src/deposition/finders/found.js';

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

test('of one name in a hundred thousand places', () => {
  const paths = Array.from({ length: 100_000 }, (_, index) => `${index}/a`);
  const [only] = collect(paths.map((key) => ({ name: 'a', origin: 'source', key })));
  assert.is(only?.key, '99999/a');
  assert.equal(only?.displaced, paths.slice(0, -1));
});

test.run();
