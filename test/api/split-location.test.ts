import { resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { splitLocation } from '../../src/api/locations.js';
import { StorageError } from '../../src/base/errors.js';

const test = suite('where a file lies');

test('the directory and the name, on disks and in buckets', () => {
  for (const [location, parent, name] of [
    ['a/b.mrc', 'a', 'b.mrc'],
    ['b.mrc', '.', 'b.mrc'],
    ['s3://bucket/b.mrc', 's3://bucket/', 'b.mrc'],
    ['s3://bucket/a/b.zarr/', 's3://bucket/a', 'b.zarr'],
    ['S3://bucket/a b/c+d.mrc', 'S3://bucket/a b', 'c+d.mrc'],
  ] as const) {
    assert.equal(splitLocation(location), { parent, name }, location);
  }
  assert.is(splitLocation('.').name, resolve('.').split('/').at(-1));
});

test('a key is taken literally or refused, never made another one', () => {
  for (const location of ['s3://bucket/a//b.mrc', 's3://bucket/a/../b.mrc', 's3://bucket', 's3://']) {
    assert.throws(
      () => splitLocation(location),
      (error: unknown) => error instanceof StorageError && error.facts.path === location,
      location,
    );
  }
});

test.run();
