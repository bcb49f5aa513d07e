import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { packFailure, reviveFailure } from '../../src/base/thread-failure.js';

const test = suite('errors of other threads');

test('are of their class again, with the code of the system call', () => {
  const cause = Object.assign(new Error('write'), { code: 'ENOSPC' });
  const error = new StorageError('no-space', 'no space left on the disk', { path: 'a.mrc', cause });
  const revived = reviveFailure(structuredClone(packFailure(error)));
  assert.instance(revived, StorageError);
  const { reason, message, facts } = revived as StorageError;
  assert.equal([reason, message, facts.path], ['no-space', 'no space left on the disk', 'a.mrc']);
  assert.is((facts.cause as { readonly code?: unknown }).code, 'ENOSPC');
  assert.is(reviveFailure(packFailure(new StorageError('failed', 'b', {}))).cause, undefined);
});

test.run();
