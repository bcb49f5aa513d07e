import { getEventListeners } from 'node:events';
import { types } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ingest, refuseSameLocation } from '../../src/api/ingest.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const options = { endpointUrl: 'http://127.0.0.1:1', region: 'us-east-1' };

async function isRefused(input: string, output: string): Promise<boolean> {
  const places = [await openStorage(input, options), await openStorage(output, options)] as const;
  try {
    await refuseSameLocation(...places);
    return false;
  } catch (error) {
    assert.match(String(error), /INPUT and OUTPUT are the same place, |lies in INPUT/);
    return true;
  } finally {
    for (const place of places) await place.close();
  }
}

test('a prefix of a bucket is the same place however its scheme and its end are written', async () => {
  assert.ok(await isRefused('s3://bucket/in', 'S3://bucket/in//'));
  assert.ok(await isRefused('S3://bucket', 's3://bucket/'));
  assert.not.ok(await isRefused('s3://bucket/in', 's3://bucket/in2'));
  assert.not.ok(await isRefused('s3://bucket/in', 's3://bucket/In'));
});

test('an output below the input is refused, the other way round is fine', async () => {
  assert.ok(await isRefused('s3://bucket', 's3://bucket/out'));
  assert.ok(await isRefused('s3://bucket/in/', 's3://bucket/in/out'));
  assert.not.ok(await isRefused('s3://bucket/in/out', 's3://bucket/in'));
  assert.ok(await isRefused('test', 'test/none/out'));
  assert.not.ok(await isRefused('test', 'test2'));
});

test('runs that are finished leave nothing in the signal of the ingest', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const { signal } = new AbortController();
    const { summary } = await ingest({ ...tiny, options: { import: ['rawtilt'] }, signal });
    assert.is(summary.failed, 0);
    const followers = Object.getOwnPropertySymbols(signal).reduce((sum, symbol) => {
      const value: unknown = Reflect.get(signal, symbol);
      return sum + (types.isSet(value) ? value.size : 0);
    }, 0);
    // That of the whole ingest only.
    assert.is(followers, 1);
    assert.is(getEventListeners(signal, 'abort').length, 0);
  }));

test.run();
