import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError, ifReadable } from '../../src/base/errors.js';

const test = suite('what may not be readable');

test('is null for a file at fault, and throws for a fault of the program', async () => {
  assert.is(await ifReadable(async () => 7), 7);
  const refuse = async () => {
    throw new FormatError('not a volume');
  };
  assert.is(await ifReadable(refuse), null);
  const fault = new TypeError('undefined is not a function');
  await ifReadable(() => Promise.reject(fault)).then(
    () => assert.unreachable(),
    (error) => assert.is(error, fault),
  );
});

test.run();
