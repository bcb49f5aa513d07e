import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { openStorage } from '../../../src/storage/open-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { dataServer, usualServer } from '../../support/object-store/data-server.js';
import type { ObjectStore } from '../../support/object-store/object-store.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { until } from '../../support/until.js';
import { noise } from '../support/noise.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';

const mebibyte = 1024 * 1024;

async function collect(listing: AsyncIterable<{ key: string }>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listing) keys.push(key);
  return keys;
}

async function beginUploads(store: ObjectStore, bucket: string, ...keys: string[]): Promise<void> {
  for (const Key of keys) await store.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
}

async function open(store: ObjectStore): Promise<{ storage: Storage; bucket: string }> {
  const bucket = await store.createBucket();
  const storage = await openStorage(`s3://${bucket}/tree`, { endpointUrl: store.proxy.endpoint });
  return { storage, bucket };
}

objectStoreSuite('S3 writers', dataServer, (test) => {
  test('sends parts as they become whole, the header last', async (store) => {
    const { storage, bucket } = await open(store);
    const bytes = noise(19 * mebibyte + 123);
    const writer = await storage.createFile('volume.mrc');
    const step = 777_777;
    for (let at = 1024; at < bytes.length; at += step) {
      await writer.write(at, bytes.subarray(at, Math.min(at + step, bytes.length)));
    }
    assert.is(await storage.kind('volume.mrc'), null);
    // The upload is begun when the first part is whole, and nobody waits for the answer.
    await until('an upload', async () => (await store.openUploads(bucket)).length > 0);
    assert.equal(await store.openUploads(bucket), ['tree/volume.mrc']);
    await writer.write(0, bytes.subarray(0, 1024));
    await writer.commit();
    assert.ok(Buffer.from(bytes).equals(await storage.get('volume.mrc')));
    assert.equal(await store.openUploads(bucket), []);
    const { UploadPart, CreateMultipartUpload, PutObject = 0 } = store.proxy.takeCounts();
    assert.equal([UploadPart, CreateMultipartUpload, PutObject], [3, 1, 0]);
    const late = await storage.createFile('again');
    await late.write(8 * mebibyte, bytes.subarray(0, 8 * mebibyte));
    assert.match((await rejection(() => late.write(9 * mebibyte, utf8('x')))).message, 'sent already');
    await late.abort();
    await storage.close();
  });

  test('leaves nothing after an abort', async (store) => {
    const { storage, bucket } = await open(store);
    await storage.put('f', utf8('before'));
    const writer = await storage.createFile('f');
    await writer.write(8 * mebibyte, noise(9 * mebibyte));
    await writer.abort();
    await writer.abort();
    assert.is(text(await storage.get('f')), 'before');
    assert.equal(await store.openUploads(bucket), []);
    assert.equal(await collect(storage.list('')), ['f']);
    await storage.close();
  });

  test('shows a directory with its metadata last, in the place of the old one', async (store) => {
    const { storage } = await open(store);
    for (const key of ['0/9/9/9', '.zattrs', 'stale']) await storage.put(`v.zarr/${key}`, utf8('old'));
    const staged = await storage.stageDirectory('v.zarr');
    await staged.put('.zattrs', utf8('{}'));
    await staged.put('.zgroup', utf8('{}'));
    await staged.put('0/.zarray', utf8('{}'));
    const chunk = await staged.createFile('0/0/0/0');
    await chunk.write(16, utf8('blocks'));
    await chunk.write(0, utf8('0123456789abcdef'));
    await chunk.commit();
    const dropped = await staged.createFile('0/0/0/1');
    await dropped.write(0, utf8('x'));
    await dropped.abort();
    assert.is(await storage.kind('v.zarr/0/.zarray'), null);
    assert.is(await storage.kind('v.zarr/.cryoet-partial-directory'), 'file');
    await staged.commit();
    await staged.abort();
    const expected = ['.zattrs', '.zgroup', '0/.zarray', '0/0/0/0'].map((key) => `v.zarr/${key}`);
    assert.equal(await collect(storage.list('')), expected);
    assert.is(text(await storage.get('v.zarr/0/0/0/0')), '0123456789abcdefblocks');
    assert.is(await storage.removeLeftovers(''), 0);
    await storage.close();
  });

  test('marks no directory of which nothing was there', async (store) => {
    const { storage } = await open(store);
    store.proxy.takeCounts();
    const staged = await storage.stageDirectory('v.zarr', []);
    await staged.put('0/0', utf8('chunk'));
    for (const name of ['info', '0/.zarray', 'mesh/info', '.zattrs']) await staged.put(name, utf8('{}'));
    await staged.commit();
    assert.equal(store.proxy.takeCounts(), { PutObject: 5 });
    const dropped = await storage.stageDirectory('w.zarr', []);
    await dropped.put('0/0', utf8('chunk'));
    await dropped.abort();
    assert.is(await storage.kind('w.zarr'), null);
    await storage.close();
  });

  test('drops an aborted directory, and an old one only when it was written over', async (store) => {
    const { storage } = await open(store);
    await storage.put('v.zarr/0', utf8('old'));
    await (await storage.stageDirectory('v.zarr')).abort();
    assert.equal(await collect(storage.list('')), ['v.zarr/0']);
    const staged = await storage.stageDirectory('v.zarr');
    await staged.put('1', utf8('new'));
    await staged.abort();
    assert.equal(await collect(storage.list('')), []);
    await storage.close();
  });

  test('removes what killed runs left half-made, and nothing else', async (store) => {
    const { storage, bucket } = await open(store);
    await storage.put('run/whole.zarr/0', utf8('whole'));
    const staged = await storage.stageDirectory('run/half.zarr');
    await staged.put('0/0', utf8('half'));
    await beginUploads(store, bucket, 'tree/run/half.mrc', 'tree/other/half.mrc');
    assert.is(await storage.removeLeftovers('run'), 2);
    assert.is(await storage.removeLeftovers('run'), 0);
    assert.equal(await collect(storage.list('')), ['run/whole.zarr/0']);
    assert.equal(await store.openUploads(bucket), ['tree/other/half.mrc']);
    await storage.close();
  });

  test('removes only what is old and right in a directory, where others may be at work', async (store) => {
    const { storage, bucket } = await open(store);
    await beginUploads(
      store,
      bucket,
      'tree/set/photo',
      'tree/set/run/volume',
      'tree/settled/photo',
      'tree/set',
    );
    assert.is(await storage.removeLeftovers('set', 100 * 365 * 86_400_000), 0);
    assert.is(await storage.removeLeftovers('set', 0), 1);
    assert.equal((await store.openUploads(bucket)).sort(), [
      'tree/set',
      'tree/set/run/volume',
      'tree/settled/photo',
    ]);
    await storage.close();
  });
});

objectStoreSuite('S3 writers, whatever the server', usualServer, (test, long) => {
  test('sends a small file whole, at commit', async (store) => {
    const { storage } = await open(store);
    const writer = await storage.createFile('f.json');
    await writer.write(4, utf8('efgh'));
    await writer.write(0, utf8('abcd'));
    await writer.write(10, utf8('z'));
    assert.equal(store.proxy.takeCounts(), {});
    await writer.commit();
    await writer.abort();
    assert.equal(store.proxy.takeCounts(), { PutObject: 1 });
    assert.is(text(await storage.get('f.json')), 'abcdefgh\0\0z');
    assert.is((await rejection(() => writer.write(0, utf8('x')))).reason, 'failed');
    assert.is((await rejection(() => writer.commit())).reason, 'failed');
    const empty = await storage.createFile('empty');
    await empty.commit();
    assert.is((await storage.stat('empty'))?.size, 0);
    await storage.close();
  });

  long('keeps more parts than memory holds, in any order, with gaps', async (store) => {
    const { storage } = await open(store);
    const size = 90 * mebibyte + 5;
    const expected = noise(size);
    const stripe = 64 * 1024;
    const gap = [20 * mebibyte + 3, 21 * mebibyte] as const;
    expected.fill(0, gap[0], gap[1]);
    const writer = await storage.createFile('striped');
    const writeStripes = async (first: number) => {
      for (let at = first * stripe; at < size; at += 2 * stripe) {
        const end = Math.min(at + stripe, size);
        if (at < gap[1] && end > gap[0]) {
          if (at < gap[0]) await writer.write(at, expected.subarray(at, gap[0]));
          continue;
        }
        await writer.write(at, expected.subarray(at, end));
      }
    };
    await writeStripes(1);
    await writeStripes(0);
    await writer.commit();
    const reader = await storage.open('striped');
    assert.is(reader.size, size);
    const back = await reader.read(0, size);
    assert.ok(Buffer.from(expected).equals(back));
    await reader.close();
    await storage.close();
  });
});
