import * as assert from 'uvu/assert';
import { StorageError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { openStorage, type StorageOptions } from '../../../src/storage/open-storage.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { radosgw } from '../../support/object-store/radosgw.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';
import { withEnvironment } from '../support/with-environment.js';

async function withoutCredentials(work: () => Promise<void>): Promise<void> {
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: '/nonexistent' };
  await withEnvironment(none, work);
}

objectStoreSuite('S3 access', radosgw, (test) => {
  test('keeps names literal where signatures are checked', async (store) => {
    const bucket = await store.createBucket();
    const storage = await openStorage(`s3://${bucket}/tree [1] +%/ü`, {
      endpointUrl: store.endpoint,
      check: 'output',
    });
    const keys = [
      'a\'b/"<&>.txt',
      'run [1]/a+b %20.txt',
      'ü#/é?.json',
      '*/**',
      ' lead/trail ',
      '\u{1f600}',
      '~!@$^(){}|;,=',
    ];
    for (const key of keys) await storage.put(key, utf8(`of ${key}`));
    for (const key of keys) assert.is(text(await storage.get(key)), `of ${key}`);
    const listed = [];
    for await (const { key } of storage.list('')) listed.push(key);
    assert.equal(
      listed,
      [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    assert.equal(await storage.readDirectory('run [1]'), [{ name: 'a+b %20.txt', kind: 'file' }]);
    await storage.deleteDirectory('run [1]');
    assert.is(await storage.kind('run [1]'), null);
    await storage.close();
  });

  test('sends bytes itself where the server only says that it copied', async (store) => {
    const bucket = await store.createBucket();
    const options = { endpointUrl: store.endpoint };
    const source = await openStorage(`s3://${bucket}/in`, options);
    const storage = await openStorage(`s3://${bucket}/out`, options);
    const written = await source.put('x', utf8('12345'));
    assert.equal(await storage.copyFrom(source, 'x', 'y'), { bytes: 5, ...written });
    assert.is(text(await storage.get('y')), '12345');
    await source.close();
    await storage.close();
  });

  test('reads a public bucket without credentials', async (store) => {
    const bucket = await store.createBucket(true);
    const owner = await openStorage(`s3://${bucket}`, { endpointUrl: store.endpoint });
    await owner.put('a/b', utf8('public'));
    await owner.close();
    await withoutCredentials(async () => {
      const options: StorageOptions = { endpointUrl: store.endpoint, noSignRequest: true, check: 'source' };
      const storage = await openStorage(`s3://${bucket}/a`, options);
      assert.is(text(await storage.get('b')), 'public');
      const denied = await rejection(() => storage.put('c', utf8('x')));
      assert.is(denied.reason, 'denied');
      await storage.close();
    });
  });

  test('says in one line what a private bucket needs', async (store) => {
    const bucket = await store.createBucket();
    const location = `s3://${bucket}/tree`;
    await withoutCredentials(async () => {
      const none = await rejection(() =>
        openStorage(location, { endpointUrl: store.endpoint, check: 'source' }),
      );
      assert.is(
        describeError(none),
        `${location}: ListObjectsV2: no credentials: expected AWS_PROFILE, or AWS_ACCESS_KEY_ID with ` +
          'AWS_SECRET_ACCESS_KEY, or --no-sign-request for a public bucket, found CredentialsProviderError',
      );
      const anonymous = await rejection(() =>
        openStorage(location, { endpointUrl: store.endpoint, noSignRequest: true, check: 'source' }),
      );
      assert.is(anonymous.reason, 'denied');
      assert.match(
        describeError(anonymous),
        `${location}: ListObjectsV2: access denied without credentials: `,
      );
      assert.match(describeError(anonymous), '--no-sign-request');
    });
    const wrong = await withEnvironment({ AWS_SECRET_ACCESS_KEY: 'wrong' }, () =>
      rejection(() => openStorage(location, { endpointUrl: store.endpoint, check: 'output' })),
    );
    assert.is(wrong.reason, 'denied');
    assert.match(describeError(wrong), `${location}: cannot write here: PutObject: access denied`);
    assert.match(describeError(wrong), 'SignatureDoesNotMatch');
  });

  test('tells a missing bucket and an empty prefix', async (store) => {
    const options: StorageOptions = { endpointUrl: store.endpoint, check: 'source' };
    const bucket = await rejection(() => openStorage('s3://no-such-bucket-at-all/x', options));
    assert.is(bucket.reason, 'missing');
    assert.match(describeError(bucket), 's3://no-such-bucket-at-all/x: ListObjectsV2: no such bucket');
    const name = await store.createBucket();
    const empty = await rejection(() => openStorage(`s3://${name}/x`, options));
    assert.is(describeError(empty), `s3://${name}/x: no object with this prefix`);
    for (const location of ['s3://', 's3:///x', 's3://a/b', 's3://UP PER/x', 's3://bucket/../x']) {
      assert.instance(await rejection(() => openStorage(location)), StorageError, location);
    }
  });
});
