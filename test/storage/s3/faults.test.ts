import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import { openStorage, type StorageOptions } from '../../../src/storage/open-storage.js';
import { usualServer } from '../../support/object-store/data-server.js';
import type { ObjectStore } from '../../support/object-store/object-store.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { seededRandom } from '../../support/object-store/seeded-random.js';
import { noise } from '../support/noise.js';
import { rejection } from '../support/rejection.js';
import { utf8 } from '../support/text.js';

const mebibyte = 1024 * 1024;
const quick = { attempts: 12, firstWait: 5, longestWait: 50 };

/** Long enough for an answer on a busy machine, where the server is to answer at all. */
const idleTimeout = 5000;

async function open(store: ObjectStore, options: StorageOptions = { retry: quick }) {
  const bucket = await store.createBucket();
  const storage = await openStorage(`s3://${bucket}/tree`, { endpointUrl: store.proxy.endpoint, ...options });
  return { storage, bucket };
}

objectStoreSuite('S3 faults', usualServer, (test, long) => {
  for (const fault of ['slowDown', 'internalError', 'reset', 'truncate', 'stall'] as const) {
    const add = ['slowDown', 'truncate'].includes(fault) ? test : long;
    add(`writes and reads the same bytes despite ${fault}`, async (store) => {
      const isStall = fault === 'stall';
      const { storage, bucket } = await open(store, { retry: quick, ...(isStall ? { idleTimeout } : {}) });
      store.proxy.setFaults({ [fault]: isStall ? 0.03 : 0.15 });
      const random = seededRandom(7);
      const sizes = Array.from({ length: 40 }, () => Math.floor(random() ** 4 * 300_000));
      await Promise.all(sizes.map((size, index) => storage.put(`d${index % 3}/f${index}`, noise(size))));
      const volume = noise(20 * mebibyte + 3);
      const writer = await storage.createFile('volume');
      for (let at = 0; at < volume.length; at += mebibyte) {
        await writer.write(at, volume.subarray(at, at + mebibyte));
      }
      await writer.commit();
      for (const [index, size] of sizes.entries()) {
        const bytes = await storage.get(`d${index % 3}/f${index}`);
        assert.ok(Buffer.from(noise(size)).equals(bytes), `f${index}`);
      }
      const reader = await storage.open('volume');
      assert.is(reader.size, volume.length);
      assert.ok(Buffer.from(await reader.read(0, volume.length)).equals(volume));
      const keys = [];
      for await (const { key } of storage.list('')) keys.push(key);
      assert.is(keys.length, sizes.length + 1);
      store.proxy.setFaults({});
      // An upload whose start was carried out but not answered is nobody's; the next run ends it.
      await storage.removeLeftovers('');
      assert.equal(await store.openUploads(bucket), []);
      await storage.close();
    });
  }

  test('gives up on a server that only says to slow down, and says so', async (store) => {
    const { storage } = await open(store, { retry: { ...quick, attempts: 4 } });
    store.proxy.setFaults({ slowDown: 1 });
    const error = await rejection(() => storage.put('f', utf8('x')));
    assert.is(error.reason, 'busy');
    assert.is(
      describeError(error),
      `${storage.location('f')}: PutObject: gave up after 4 attempts: found 503 SlowDown`,
    );
    assert.equal(store.proxy.takeCounts(), { PutObject: 4 });
    store.proxy.setFaults({ truncate: 1 });
    const listing = storage.list('');
    assert.is((await rejection(async () => listing[Symbol.asyncIterator]().next())).reason, 'busy');
    store.proxy.setFaults({});
    await storage.put('f', utf8('12345678'));
    store.proxy.setFaults({ truncate: 1 });
    assert.is((await rejection(() => storage.get('f'))).reason, 'busy');
    await storage.close();
  });

  test('gives up on a server that falls silent', async (store) => {
    const { storage, bucket } = await open(store, { retry: { ...quick, attempts: 2 }, idleTimeout: 300 });
    await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'tree/f', Body: '12345678' }));
    store.proxy.setFaults({ stall: 1 });
    const error = await rejection(() => storage.get('f'));
    assert.is(error.reason, 'busy');
    assert.match(describeError(error), 'GetObject: gave up after 2 attempts: found ');
    assert.equal(store.proxy.takeCounts(), { GetObject: 2 });
    await storage.close();
  });

  test('does not repeat what is refused for good', async (store) => {
    const { storage } = await open(store);
    assert.is((await rejection(() => storage.get('none'))).reason, 'missing');
    assert.is(await storage.stat('none'), null);
    assert.equal(store.proxy.takeCounts(), { GetObject: 1, HeadObject: 1 });
    await storage.close();
  });

  test('stays within what a server allows a second', async (store) => {
    const { storage } = await open(store, { retry: { ...quick, attempts: 1000 } });
    store.proxy.setFaults({ requestsPerSecond: 30 });
    await Promise.all(Array.from({ length: 60 }, (_, index) => storage.put(`f${index}`, utf8(`${index}`))));
    store.proxy.setFaults({});
    const keys = [];
    for await (const { key } of storage.list('')) keys.push(key);
    assert.is(keys.length, 60);
    await storage.close();
  });

  test('has no more connections open than it may, and leaves none', async (store) => {
    await store.proxy.untilUnconnected();
    store.proxy.takeMostConnections();
    const { storage } = await open(store);
    store.proxy.setFaults({ latency: 20 });
    await Promise.all(Array.from({ length: 200 }, (_, index) => storage.put(`f${index}`, utf8('x'))));
    assert.ok(store.proxy.takeMostConnections() <= 32);
    await storage.close();
    await store.proxy.untilUnconnected();
  });
});
