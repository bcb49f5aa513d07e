import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { drain } from '../../../src/storage/s3/objects.js';
import { usualServer } from '../../support/object-store/data-server.js';
import type { ObjectStore } from '../../support/object-store/object-store.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { noise } from '../support/noise.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';

const mebibyte = 1024 * 1024;
const retry = { attempts: 6, firstWait: 1, longestWait: 5 };

async function open(store: ObjectStore) {
  const bucket = await store.createBucket();
  const storage = await openStorage(`s3://${bucket}/tree`, { endpointUrl: store.proxy.endpoint, retry });
  return { storage, bucket };
}

objectStoreSuite('errors with status 200', usualServer, (test) => {
  test('are tried again', async (store) => {
    const { storage } = await open(store);
    const written = await storage.put('f', utf8('12345'));
    store.proxy.setFaults({ errorAnswer: 0.3 });
    const writer = await storage.createFile('volume');
    const bytes = noise(17 * mebibyte);
    await writer.write(0, bytes);
    await writer.commit();
    for (let round = 0; round < 10; round++) {
      assert.equal(await storage.copyFrom(storage, 'f', `copy${round}`), { bytes: 5, ...written });
      assert.is(text(await storage.get(`copy${round}`)), '12345');
    }
    const keys: string[] = [];
    for await (const { key } of storage.list('')) keys.push(key);
    assert.is(keys.length, 12);
    store.proxy.setFaults({});
    assert.ok(Buffer.from(bytes).equals(await storage.get('volume')));
    await storage.close();
  });

  test('are never taken for an object, a listing or a success, and end', async (store) => {
    const { storage } = await open(store);
    await storage.put('f', utf8('12345'));
    const writer = await storage.createFile('volume');
    await writer.write(8 * mebibyte, noise(mebibyte));
    store.proxy.takeCounts();
    store.proxy.setFaults({ errorAnswer: 1 });
    const gaveUp = 'gave up after 6 attempts: found 503 InternalError';
    const listed = await rejection(async () => storage.list('')[Symbol.asyncIterator]().next());
    assert.is(describeError(listed), `${storage.location('')}: ListObjectsV2: ${gaveUp}`);
    const got = await rejection(() => storage.get('f'));
    assert.is(
      describeError(got),
      `${storage.location('f')}: GetObject: an error instead of the object, in 6 attempts: found InternalError`,
    );
    assert.is((await rejection(() => storage.open('f'))).reason, 'busy');
    assert.is(
      describeError(await rejection(() => storage.put('f', utf8('x')))),
      `${storage.location('f')}: PutObject: ${gaveUp}`,
    );
    assert.is((await rejection(() => writer.commit())).reason, 'busy');
    assert.equal(store.proxy.takeCounts(), {
      ListObjectsV2: 6,
      GetObject: 12,
      PutObject: 6,
      CreateMultipartUpload: 6,
    });
    store.proxy.setFaults({});
    await storage.close();
  });

  test('are pages of a proxy and empty answers too, if they have no entity tag', async () => {
    const answer = (content: string) =>
      ({ Body: Readable.from([utf8(content)]) }) as Pick<GetObjectCommandOutput, 'Body'>;
    for (const [content, found] of [
      ['<html><body>Please log in</body></html>', 'an error document'],
      ['\n<!DOCTYPE html>\n', 'an error document'],
      ['', 'no bytes'],
    ] as const) {
      const drained = () => drain({ ...answer(content), $metadata: {} }, content.length, 'f');
      const error = await rejection(drained);
      assert.is(error.reason, 'busy');
      assert.is(describeError(error), `f: an error instead of the object: found ${found}`);
    }
    const empty = { ...answer(''), $metadata: {}, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' };
    assert.is((await drain(empty, 0, 'f')).length, 0);
  });

  test('to copies make the bytes go through here, without many attempts for every file', async (store) => {
    const { storage } = await open(store);
    const written = await storage.put('f', utf8('12345'));
    store.proxy.setFaults({ errorAnswer: 1, errorAnswerTo: 'CopyObject' });
    for (let round = 0; round < 5; round++) {
      assert.equal(await storage.copyFrom(storage, 'f', `copy${round}`), { bytes: 5, ...written });
      assert.is(text(await storage.get(`copy${round}`)), '12345');
    }
    assert.is(store.proxy.takeCounts().CopyObject, 6 + 4 * 2);
    store.proxy.setFaults({});
    assert.equal(await storage.copyFrom(storage, 'f', 'again'), { bytes: 5, ...written });
    store.proxy.setFaults({ errorAnswer: 1, errorAnswerTo: 'CopyObject' });
    store.proxy.takeCounts();
    assert.equal(await storage.copyFrom(storage, 'f', 'last'), { bytes: 5, ...written });
    assert.is(store.proxy.takeCounts().CopyObject, 6);
    await storage.close();
  });

  test('to the end of an upload leave neither object nor upload', async (store) => {
    const { storage, bucket } = await open(store);
    store.proxy.setFaults({ errorAnswer: 1, errorAnswerTo: 'CompleteMultipartUpload' });
    for (const [key, attempts] of [
      ['volume', 6],
      ['other', 2],
    ] as const) {
      const writer = await storage.createFile(key);
      await writer.write(0, noise(9 * mebibyte));
      assert.is(
        describeError(await rejection(() => writer.commit())),
        `${storage.location(key)}: CompleteMultipartUpload: gave up after ${attempts} attempts: ` +
          'found 503 InternalError',
      );
      assert.is(await storage.kind(key), null);
    }
    assert.equal(await store.openUploads(bucket), []);
    await storage.close();
  });
});
