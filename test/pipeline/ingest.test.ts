import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError, StorageError } from '../../src/base/errors.js';
import { stopAfter } from '../../src/pipeline/ingest.js';
import { Failures } from '../../src/pipeline/walk/failures.js';
import { ItemLog } from '../../src/pipeline/walk/item-log.js';
import { makeContext } from './support/make-context.js';
import { makeItem } from './support/make-item.js';

const test = suite('the end of an ingest before its end');

const run = makeItem('run', 'TS_001', { parent: makeItem('dataset', '10') });
const item = makeItem('gain', 'a.mrc', { parent: run });

/** Why an ingest ends once an item failed with an error; null where it goes on. */
function reasonAfter(error: unknown, failFast = false): string | null {
  const context = makeContext({ failures: new Failures() });
  const log = new ItemLog(item, context);
  log.fail(error);
  log.close();
  const stop = new AbortController();
  for (const event of context.events) {
    if (event.kind === 'item-finished') stopAfter(event, { ...context.options, failFast }, stop);
  }
  return stop.signal.aborted ? String(stop.signal.reason.because) : null;
}

const full = (code: string) =>
  new StorageError('no-space', 'no space left on the disk', {
    path: 'out/a.mrc',
    cause: Object.assign(new Error(code), { code }),
  });

test('comes with a full disk or quota, whatever the item made of it', () => {
  assert.is(reasonAfter(full('ENOSPC')), 'OUTPUT has no space left');
  assert.is(reasonAfter(full('EDQUOT')), 'OUTPUT has no space left');
  assert.is(
    reasonAfter(new FormatError('no picture', { cause: full('ENOSPC') })),
    'OUTPUT has no space left',
  );
});

test('comes with credentials that have ended, but not with an object that they may not read', () => {
  const denied = (name: string, message = '') =>
    new StorageError('denied', 'denied', { path: 'out', cause: Object.assign(new Error(message), { name }) });
  for (const name of ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])
    assert.is(reasonAfter(new FormatError('unread', { cause: denied(name) })), 'the credentials have ended');
  assert.is(
    reasonAfter(denied('CredentialsProviderError', 'run aws sso login')),
    'the credentials have ended',
  );
  assert.is(reasonAfter(denied('AccessDenied')), null);
});

test('does not come with a file that is too large, nor with one that is damaged', () => {
  assert.is(reasonAfter(full('EFBIG')), null);
  assert.is(reasonAfter(new FormatError('damaged', { path: 'a.mrc' })), null);
});

test('comes with any failure where it is asked for', () => {
  assert.is(
    reasonAfter(new FormatError('damaged', { path: 'a.mrc' }), true),
    'gain a.mrc of run TS_001 failed, with --fail-fast',
  );
});

test.run();
