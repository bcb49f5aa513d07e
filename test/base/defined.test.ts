import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { defined } from '../../src/base/defined.js';

const test = suite('objects without undefined values');

test('keep every other value', () => {
  const values = defined({ line: undefined, found: null, count: 0, text: '' });
  assert.equal(values, { found: null, count: 0, text: '' });
  assert.not('line' in values);
});

test.run();
