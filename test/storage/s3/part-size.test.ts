import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';
import {
  copyLimits,
  defaultPartBytes,
  partRanges,
  partSize,
} from '../../../src/storage/s3/multipart-upload.js';

const test = suite('parts of objects');

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
const tebibyte = 1024 ** 4;

/** What S3 asks for. */
const limits = { parts: 10_000, smallest: 5 * mebibyte, largest: 5 * gibibyte, object: 5 * tebibyte };

const sizes = [
  1,
  defaultPartBytes,
  defaultPartBytes + 1,
  5 * gibibyte - 1,
  5 * gibibyte,
  5 * gibibyte + 1,
  10_000 * defaultPartBytes,
  10_000 * defaultPartBytes + 1,
  300 * gibibyte + 7,
  5 * tebibyte - 1,
  5 * tebibyte,
];

for (const part of [defaultPartBytes, copyLimits.part]) {
  for (const size of sizes) {
    test(`are as S3 takes them (${size} bytes, from ${part})`, () => {
      const bytes = partSize(size, 's3://b/k', part);
      assert.is(bytes % part, 0);
      assert.ok(bytes >= limits.smallest && bytes <= limits.largest, `${bytes}`);
      assert.ok(Math.ceil(size / bytes) <= limits.parts);
    });
  }

  test(`are not more than there may be where the size is a guess (from ${part})`, () => {
    const size = 9_900 * part;
    assert.is(partSize(size, 's3://b/k', part), part);
    assert.ok(Math.ceil((size * 1.01) / part) <= limits.parts);
  });

  test(`are refused beyond what an object may hold (from ${part})`, () => {
    try {
      partSize(limits.object + 1, 's3://b/k', part);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, StorageError);
      assert.is((error as StorageError).reason, 'too-large');
      assert.is((error as StorageError).facts.path, 's3://b/k');
    }
  });
}

test('start small where the size is not known', () => {
  assert.is(partSize(null, 's3://b/k'), defaultPartBytes);
});

test('cover every byte once', () => {
  assert.equal(partRanges(10, 4), [
    [0, 3],
    [4, 7],
    [8, 9],
  ]);
  assert.equal(partRanges(8, 4), [
    [0, 3],
    [4, 7],
  ]);
  assert.equal(partRanges(1, 4), [[0, 0]]);
  const size = 5 * gibibyte + 1;
  const ranges = partRanges(size, copyLimits.part);
  assert.is(ranges.length, 11);
  assert.equal(ranges.at(-1), [size - 1, size - 1]);
  for (const [index, [first, last]] of ranges.entries()) {
    assert.is(first, index === 0 ? 0 : (ranges[index - 1]?.[1] ?? 0) + 1);
    assert.ok(last - first + 1 <= limits.largest);
  }
});

test('are not needed for what one request copies', () => {
  assert.ok(copyLimits.whole <= limits.largest);
});

test.run();
