import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countOf, withArticle } from '../../src/base/messages.js';

const test = suite('a number of things');

test('is singular for one only', () => {
  assert.equal(
    [0, 1, 2].map((number) => countOf(number, 'run')),
    ['0 runs', '1 run', '2 runs'],
  );
});

test('has the article of its first sound', () => {
  assert.equal(['orientedmesh', 'point', 'alignment'].map(withArticle), [
    'an orientedmesh',
    'a point',
    'an alignment',
  ]);
});

test.run();
