import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { closing, openOn } from '../../src/base/closing.js';

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

test('closes a resource with what was opened on it, or after that could not be opened', async () => {
  const closed: string[] = [];
  const resource = { close: async () => void closed.push('resource') };
  const opened = await openOn(resource, async () => ({
    value: 7,
    close: async () => void closed.push('opened'),
  }));
  assert.is(opened.value, 7);
  assert.equal(closed, []);
  await opened.close();
  assert.equal(closed, ['opened', 'resource']);
  const failure = new Error('failed');
  const found = await openOn(resource, () => Promise.reject(failure)).catch((error: unknown) => error);
  assert.is(found, failure);
  assert.equal(closed, ['opened', 'resource', 'resource']);
});

test.run();
