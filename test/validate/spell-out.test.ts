import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { spellOut } from '../../src/validate/finding.js';

const test = suite('many issues of one file');

test('the last one that is spelled out says how many more there are', () => {
  const issues = Array.from({ length: 8 }, (_, index) => ({ path: 'a', message: `value ${index}` }));
  assert.equal(
    spellOut(issues, 'values').map(({ message }) => message),
    ['value 0', 'value 1', 'value 2', 'value 3', 'value 4, and 3 more values'],
  );
  assert.equal(spellOut(issues.slice(0, 5), 'values'), issues.slice(0, 5));
  assert.equal(spellOut([], 'values'), []);
});

test.run();
