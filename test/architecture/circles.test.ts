import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { circlesOf } from './support/cycles.js';
import { sourceFiles } from './support/source-files.js';

const test = suite('circles of imports');

test('finds circles and what lies outside of them', () => {
  const edges = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', ['e']],
    ['f', ['a']],
  ]);
  assert.equal(
    circlesOf(edges).map((circle) => circle.join(' ')),
    ['e', 'a b c'],
  );
});

test('no files import each other in a circle, not for types either', () => {
  const edges = new Map(
    sourceFiles('src').map(({ path, imports }) => [
      path,
      imports.flatMap(({ path: target }) => target ?? []),
    ]),
  );
  assert.equal(
    circlesOf(edges).map((circle) => circle.join(' ↔ ')),
    [],
  );
});

test.run();
