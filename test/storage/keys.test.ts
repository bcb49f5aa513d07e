import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/base/errors.js';
import { assertSafeKey, compareCodePoints, joinKey } from '../../src/storage/keys.js';

const test = suite('storage keys');

test('lets ordinary and odd names through', () => {
  for (const key of [
    'a',
    'a/b.mrc',
    'run [1]/x+y',
    '%20',
    'ü#é',
    '..a/b..',
    'a/...',
    '日本/𝔘',
    '*?',
    '-',
    ' ',
  ]) {
    assertSafeKey(key);
  }
});

test('refuses names that leave the root or hide in it', () => {
  const names = ['', '/', '/etc/passwd', '..', '../x', 'a/../b', 'a/..', './a', 'a/.', 'a//b', 'a/', 'a\0b'];
  for (const key of [...names, 'a\nb', 'a\u007fb', 'a\u0085', 'a\ud800', '\udc00b']) {
    let error: unknown;
    try {
      assertSafeKey(key, `root/${key}`);
    } catch (caught) {
      error = caught;
    }
    assert.instance(error, StorageError, JSON.stringify(key));
    assert.is((error as StorageError).reason, 'unsafe-name');
    assert.not.match((error as StorageError).facts.path ?? '', /\p{Cc}/u);
  }
});

test('joins keys and leaves the root out', () => {
  assert.is(joinKey('', 'a', '', 'b/c'), 'a/b/c');
  assert.is(joinKey('', ''), '');
});

test('orders by code point, not by UTF-16 unit', () => {
  const names = ['\u{1f600}', '\uff5e', 'b', 'a/b', 'a-b', 'a', 'ab', '\ue000', 'Z', ''];
  assert.equal(names.sort(compareCodePoints), [
    '',
    'Z',
    'a',
    'a-b',
    'a/b',
    'ab',
    'b',
    '\ue000',
    '\uff5e',
    '\u{1f600}',
  ]);
  const bytes = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.equal(names, bytes);
});

test.run();
