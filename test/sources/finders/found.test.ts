import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collect } from '../../../src/sources/finders/found.js';

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

test.run();
