import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { closing } from '../../src/base/closing.js';

const test = suite('closing what is open');

test('closes after the work, and after a failure of it', async () => {
  let closed = 0;
  const opened = { value: 7, close: async () => void closed++ };
  assert.is(await closing(opened, async ({ value }) => value + closed), 7);
  assert.is(closed, 1);
  const failure = new Error('failed');
  const found = await closing(opened, () => Promise.reject(failure)).catch((error: unknown) => error);
  assert.is(found, failure);
  assert.is(closed, 2);
});

test.run();
