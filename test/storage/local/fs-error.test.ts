import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toStorageError } from '../../../src/storage/local/fs-error.js';

const test = suite('errors of the file system');

test('that Node.js has no name for are told in words', () => {
  const quota = Object.assign(new Error('Unknown system error -122: write'), {
    code: 'Unknown system error -122',
    errno: -122,
  });
  const error = toStorageError(quota, 'out/f');
  assert.equal(
    [error.reason, error.message, error.facts.path, error.facts.hint],
    ['no-space', 'the disk quota is used up', 'out/f', 'free some space and run again'],
  );
});

test('that nobody foresaw keep what the system says', () => {
  const odd = Object.assign(new Error('EODD: odd thing'), { code: 'EODD', errno: -999 });
  const error = toStorageError(odd, 'out/f');
  assert.equal([error.reason, error.facts.found], ['failed', 'EODD: odd thing']);
});

test.run();
