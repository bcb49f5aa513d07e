import { HeadObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { defined } from '../../../src/base/collections.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import { copyObject } from '../../../src/storage/s3/multipart-upload.js';
import { S3Connection } from '../../../src/storage/s3/s3-connection.js';
import { bothServers } from '../../support/object-store/data-server.js';
import type { ObjectStore } from '../../support/object-store/object-store.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { noise } from '../support/noise.js';

const mebibyte = 1024 ** 2;
const size = 12 * mebibyte + 5;
/** As for objects beyond the server's limits, with smaller ones; the server takes no smaller parts. */
const limits = { whole: mebibyte, part: 5 * mebibyte };

/** With long tests, shows that the store of a process answers as a server does. */
for (const server of bothServers) {
  objectStoreSuite(`copies within a server (${server.name})`, server, (test) => {
    const prepare = async (store: ObjectStore) => {
      const bucket = await store.createBucket();
      const options = { endpointUrl: store.proxy.endpoint };
      const storage = await openStorage(`s3://${bucket}`, options);
      const bytes = noise(size);
      const { crc64 } = await storage.put('in/a b+[1].png', bytes);
      const source = await S3Connection.open(`s3://${bucket}/in`, options);
      const target = await S3Connection.open(`s3://${bucket}/out`, options);
      const facts = {
        key: 'a b+[1].png',
        size,
        ...defined({ etag: (await storage.stat('in/a b+[1].png'))?.etag }),
        modified: 0,
      };
      store.proxy.takeCounts();
      return { bucket, storage, bytes, crc64, source, facts, target };
    };

    test('go part by part where one request copies too little', async (store) => {
      const { bucket, storage, bytes, crc64, source, facts, target } = await prepare(store);
      const copied = await copyObject(source, facts, target, 'copy.png', limits);
      assert.equal([copied?.bytes, copied?.crc64], [size, crc64]);
      assert.match(copied?.etag ?? '', /^[0-9a-f]{32}-3$/);
      assert.equal(store.proxy.takeCounts(), {
        CreateMultipartUpload: 1,
        UploadPartCopy: 3,
        CompleteMultipartUpload: 1,
      });
      assert.ok(Buffer.from(bytes).equals(await storage.get('out/copy.png')));
      const { ContentType } = await store.client.send(
        new HeadObjectCommand({ Bucket: bucket, Key: 'out/copy.png' }),
      );
      assert.is(ContentType, 'image/png');
      assert.equal(await store.openUploads(bucket), []);
      await storage.close();
      source.close();
      target.close();
    });

    test('are the same despite faults, and leave no upload behind', async (store) => {
      const { bucket, storage, bytes, crc64, source, facts, target } = await prepare(store);
      store.proxy.setFaults({ slowDown: 0.2, internalError: 0.2, reset: 0.1 });
      for (let round = 0; round < 3; round++) {
        const copied = await copyObject(source, facts, target, `${round}`, limits);
        assert.equal([copied?.bytes, copied?.crc64], [size, crc64]);
        assert.match(copied?.etag ?? '', /^[0-9a-f]{32}-3$/);
      }
      store.proxy.setFaults({});
      for (let round = 0; round < 3; round++) {
        assert.ok(Buffer.from(bytes).equals(await storage.get(`out/${round}`)));
      }
      // An upload whose start was carried out but not answered is nobody's; the next run ends it.
      await storage.removeLeftovers('');
      assert.equal(await store.openUploads(bucket), []);
      await storage.close();
      source.close();
      target.close();
    });

    test('are given up without a trace where the server refuses', async (store) => {
      const { bucket, storage, source, facts, target } = await prepare(store);
      // Parts of 1 MiB are too small for the server, which says so at the end.
      const refused = { whole: mebibyte, part: mebibyte };
      assert.is(await copyObject(source, facts, target, 'copy', refused), null);
      assert.is(await storage.kind('out/copy'), null);
      assert.equal(await store.openUploads(bucket), []);
      await storage.close();
      source.close();
      target.close();
    });
  });
}
