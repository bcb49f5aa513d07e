import * as assert from 'uvu/assert';
import { describeError } from '../../../src/errors/index.js';
import { openStorage, type StorageOptions } from '../../../src/storage/index.js';
import { dataServer, type ObjectStore, objectStoreSuite } from '../../support/object-store/index.js';
import { noise } from '../support/noise.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';

const mebibyte = 1024 * 1024;
const retry = { attempts: 8, firstWait: 1, longestWait: 5 };

async function open(store: ObjectStore, options: StorageOptions = {}) {
  const bucket = await store.createBucket();
  return openStorage(`s3://${bucket}/tree`, { endpointUrl: store.proxy.endpoint, retry, ...options });
}

objectStoreSuite('checksums of objects', dataServer, (test) => {
  test('go with every upload, whole or in parts', async (store) => {
    const storage = await open(store);
    await storage.put('small', utf8('small'));
    const writer = await storage.createFile('large');
    await writer.write(0, noise(9 * mebibyte));
    await writer.commit();
    const headers = store.proxy.takeHeaders();
    assert.is(
      headers.get('PutObject')?.['x-amz-checksum-sha256'],
      'gduOu7vGnGxq1KaqkrduDAivVH2iNrniydvh2ChagTA=',
    );
    assert.is(
      headers.get('PutObject')?.['x-amz-content-sha256'],
      Buffer.from('gduOu7vGnGxq1KaqkrduDAivVH2iNrniydvh2ChagTA=', 'base64').toString('hex'),
    );
    assert.is(headers.get('CreateMultipartUpload')?.['x-amz-checksum-algorithm'], 'SHA256');
    assert.match(String(headers.get('UploadPart')?.['x-amz-checksum-sha256']), /^[\w+/]{43}=$/);
    await storage.close();
  });

  test('let no changed bit into an object', async (store) => {
    const storage = await open(store, { retry: { ...retry, attempts: 20 } });
    store.proxy.setFaults({ flipSent: 0.4 });
    const bytes = noise(20 * mebibyte + 3);
    const writer = await storage.createFile('volume');
    await writer.write(0, bytes);
    await writer.commit();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => storage.put(`f${index}`, noise(1000 + index))),
    );
    assert.ok((store.proxy.takeCounts().PutObject ?? 0) > 20);
    store.proxy.setFaults({});
    assert.ok(Buffer.from(bytes).equals(await storage.get('volume')));
    for (let index = 0; index < 20; index++)
      assert.equal(await storage.get(`f${index}`), noise(1000 + index));
    await storage.close();
  });

  test('tell of an object that cannot be sent as it is', async (store) => {
    const storage = await open(store);
    store.proxy.setFaults({ flipSent: 1 });
    const error = await rejection(() => storage.put('f', utf8('abc')));
    assert.is(
      describeError(error),
      `${storage.location('f')}: PutObject: the server received other bytes than were sent, in 8 attempts: ` +
        'found 400 BadDigest',
    );
    await storage.close();
  });

  test('let no changed bit out of an object', async (store) => {
    const storage = await open(store);
    await storage.put('f', utf8('abc'));
    store.proxy.setFaults({ flipReceived: 0.5 });
    for (let round = 0; round < 5; round++) assert.is(text(await storage.get('f')), 'abc');
    store.proxy.setFaults({ flipReceived: 1 });
    const error = await rejection(() => storage.get('f'));
    assert.match(
      describeError(error),
      `${storage.location('f')}: GetObject: checksum mismatch, in 8 attempts: ` +
        'expected SHA256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=, found ',
    );
    await storage.close();
  });

  test('are left out where the server does not know them, which is found out once', async (store) => {
    const storage = await open(store);
    store.proxy.setFaults({ refuseChecksums: 1 });
    const bytes = noise(17 * mebibyte);
    const writer = await storage.createFile('volume');
    await writer.write(0, bytes);
    await writer.commit();
    for (let index = 0; index < 3; index++) await storage.put(`f${index}`, utf8('x'));
    assert.equal(store.proxy.takeCounts(), {
      CreateMultipartUpload: 2,
      UploadPart: 3,
      CompleteMultipartUpload: 1,
      PutObject: 3,
    });
    assert.ok(Buffer.from(bytes).equals(await storage.get('volume')));
    assert.is(await storage.copyFrom(storage, 'f1', 'f4'), 1);
    await storage.close();
    const again = await open(store);
    await again.put('f', utf8('x'));
    assert.is(text(await again.get('f')), 'x');
    assert.equal(store.proxy.takeCounts(), { GetObject: 2, HeadObject: 1, CopyObject: 1, PutObject: 2 });
    await again.close();
  });

  test('are no reason to repeat what is refused for another', async (store) => {
    const storage = await open(store, { storageClass: 'NO_SUCH_CLASS' });
    const { reason } = await rejection(() => storage.put('f', utf8('x')));
    assert.is(reason, 'failed');
    store.proxy.takeCounts();
    const other = await open(store);
    await other.put('f', utf8('x'));
    assert.match(String(store.proxy.takeHeaders().get('PutObject')?.['x-amz-checksum-sha256']), '=');
    await storage.close();
    await other.close();
  });
});
