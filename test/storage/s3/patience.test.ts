import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Patience } from '../../../src/storage/s3/retries.js';

test('requests are tried in full while nothing is answered', () => {
  const patience = new Patience(10);
  patience.gaveUp('CopyObject');
  patience.gaveUp('GetObject');
  assert.is(patience.attempts('CopyObject'), 10);
  assert.is(patience.attempts('GetObject'), 10);
});

test('one kind of request is tried less while only others are answered', () => {
  const patience = new Patience(10);
  patience.answered('CopyObject');
  patience.gaveUp('CopyObject');
  patience.answered('HeadObject');
  patience.gaveUp('CopyObject');
  assert.is(patience.attempts('CopyObject'), 2);
  assert.is(patience.attempts('HeadObject'), 10);
  patience.answered('CopyObject');
  assert.is(patience.attempts('CopyObject'), 10);
});

test('no request is tried more often than it may', () => {
  const patience = new Patience(1);
  patience.gaveUp('CopyObject');
  patience.answered('HeadObject');
  assert.is(patience.attempts('CopyObject'), 1);
});

test.run();
