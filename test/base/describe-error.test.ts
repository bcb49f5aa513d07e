import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError, IngestError, StorageError } from '../../src/base/errors.js';
import { describeError } from '../../src/base/messages.js';

const test = suite('describeError');

test('names file, line, entity, expected and found on one line', () => {
  const error = new FormatError('not a number', {
    path: 'in/TS_001.rawtlt',
    line: 7,
    column: 3,
    entity: 'rawtilt TS_001',
    expected: 'an angle in degrees',
    found: 'abc',
  });
  assert.is(
    describeError(error),
    'in/TS_001.rawtlt:7:3: rawtilt TS_001: not a number: expected an angle in degrees, found abc',
  );
});

test('names the byte of a binary file and the key path of a document', () => {
  assert.is(
    describeError(new FormatError('cut short', { path: 'a.mod', offset: 240 })),
    'a.mod at byte 240: cut short',
  );
  assert.is(describeError(new IngestError('wrong', { keyPath: 'runs[0]' })), 'runs[0]: wrong');
});

test('keeps the cause and the tag', () => {
  const cause = new Error('ENOENT');
  const error = new StorageError('missing', 'not there', { path: 'x', cause });
  assert.is(error.cause, cause);
  assert.is(error.tag, 'storage');
  assert.is(error.reason, 'missing');
  assert.is(error.name, 'StorageError');
});

test('takes whatever was thrown', () => {
  assert.is(describeError(new Error('plain')), 'plain');
  assert.is(describeError('text'), 'text');
  assert.is(describeError(null), 'null');
});

test.run();
