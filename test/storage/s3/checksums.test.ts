import * as assert from 'uvu/assert';
import { describeError } from '../../../src/base/messages.js';
import { crc64Digest } from '../../../src/storage/crc64.js';
import { openStorage, type StorageOptions } from '../../../src/storage/open-storage.js';
import { startUpload } from '../../../src/storage/s3/multipart-upload.js';
import { S3Connection } from '../../../src/storage/s3/s3-connection.js';
import { FirstObjects } from '../../../src/storage/s3/s3-options.js';
import type { Written } from '../../../src/storage/storage.js';
import { checksumOf } from '../../support/object-store/checksums.js';
import { usualServer } from '../../support/object-store/data-server.js';
import type { ObjectStore } from '../../support/object-store/object-store.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { noise } from '../support/noise.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';

const mebibyte = 1024 * 1024;
const retry = { attempts: 8, firstWait: 1, longestWait: 5 };

async function open(store: ObjectStore, options: StorageOptions = {}) {
  const bucket = await store.createBucket();
  return openStorage(`s3://${bucket}/tree`, { endpointUrl: store.proxy.endpoint, retry, ...options });
}

const digestOf = ({ crc64 }: Written) => (crc64 === undefined ? null : crc64Digest(crc64));

objectStoreSuite('checksums of objects', usualServer, (test, long) => {
  test('go with every upload, whole or in parts', async (store) => {
    const storage = await open(store);
    // What CRC-64/NVME is known to make of these digits.
    const known = 0xae8b14860a799888n;
    const { crc64, etag } = await storage.put('small', utf8('123456789'));
    assert.equal([crc64, etag], [known, '25f9e794323b453885f5181f1b624d0b']);
    const bytes = noise(9 * mebibyte);
    const writer = await storage.createFile('large');
    await writer.write(0, bytes);
    const large = await writer.commit();
    const headers = store.proxy.takeHeaders();
    const sent = (operation: string, name: string) => String(headers.get(operation)?.[`x-amz-${name}`]);
    assert.is(sent('PutObject', 'checksum-crc64nvme'), 'rosUhgp5mIg=');
    assert.is(
      sent('PutObject', 'content-sha256'),
      '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
    );
    assert.is(sent('CreateMultipartUpload', 'checksum-algorithm'), 'CRC64NVME');
    assert.is(sent('CreateMultipartUpload', 'checksum-type'), 'FULL_OBJECT');
    const parts = [bytes.subarray(0, 8 * mebibyte), bytes.subarray(8 * mebibyte)];
    assert.ok(parts.map((part) => checksumOf(part)).includes(sent('UploadPart', 'checksum-crc64nvme')));
    assert.match(sent('UploadPart', 'content-sha256'), /^[0-9a-f]{64}$/);
    assert.is(sent('CompleteMultipartUpload', 'checksum-crc64nvme'), checksumOf(bytes));
    assert.is(sent('CompleteMultipartUpload', 'checksum-type'), 'FULL_OBJECT');
    assert.match(large.etag ?? '', /^[0-9a-f]{32}-2$/);
    assert.is(digestOf(large), `crc64nvme:${Buffer.from(checksumOf(bytes), 'base64').toString('hex')}`);
    assert.equal(await storage.storedDigests?.('large'), [digestOf(large)]);
    const tags = new Map<string, string | undefined>();
    for await (const file of storage.list('')) tags.set(file.key, file.etag);
    assert.equal([...tags], [...Object.entries({ large: large.etag, small: etag })]);
    assert.equal(
      [(await storage.stat('small'))?.etag, (await storage.stat('large'))?.etag],
      [etag, large.etag],
    );
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
    const bytes = noise(9 * mebibyte);
    const writer = await storage.createFile('of several parts');
    await writer.write(0, bytes);
    await writer.commit();
    store.proxy.takeCounts();
    store.proxy.setFaults({ flipReceived: 0.5 });
    let [reads, requests] = [0, 0];
    // Which answers are damaged is left to chance.
    while (reads < 10 || (requests === reads && reads < 100)) {
      assert.is(text(await storage.get('f')), 'abc');
      assert.ok(Buffer.from(bytes).equals(await storage.get('of several parts')));
      reads += 2;
      requests += store.proxy.takeCounts().GetObject ?? 0;
    }
    assert.ok(requests > reads);
    store.proxy.setFaults({ flipReceived: 1 });
    for (const [key, checksum] of [
      ['f', checksumOf(utf8('abc'))],
      ['of several parts', checksumOf(bytes)],
    ] as const) {
      const message = describeError(await rejection(() => storage.get(key)));
      const start =
        `${storage.location(key)}: GetObject: checksum mismatch, in 8 attempts: ` +
        `expected CRC64NVME ${checksum}, found `;
      assert.is(message.slice(0, start.length), start);
      assert.match(message.slice(start.length), /^[\w+/]{11}=$/);
    }
    await storage.close();
  });

  long(
    'are compared if most of a large object was read, else the bytes with a second read',
    async (store) => {
      const storage = await open(store);
      const writer = await storage.createFile('f');
      await writer.write(0, noise(20 * mebibyte));
      await writer.commit();
      const readPart = async (length: number) => {
        const reader = await storage.open('f');
        await reader.read(4 * mebibyte, length);
        await reader.verify?.();
        await reader.close();
      };
      store.proxy.takeCounts();
      for (const [length, heads, message] of [
        [1024, 0, 'bytes differ from those of a second read'],
        [11 * mebibyte, 1, 'checksum mismatch'],
      ] as const) {
        await readPart(length);
        assert.is(store.proxy.takeCounts().HeadObject ?? 0, heads);
        store.proxy.setFaults({ flipReceived: 1 });
        assert.match((await rejection(() => readPart(length))).message, message);
        store.proxy.setFaults({});
        store.proxy.takeCounts();
      }
      await storage.close();
    },
  );

  long(
    'are of the bytes that were returned, also if others of the range had been fetched ahead',
    async (store) => {
      const storage = await open(store);
      const writer = await storage.createFile('f');
      for (let at = 0; at < 40; at += 8) await writer.write(at * mebibyte, noise(8 * mebibyte));
      await writer.commit();
      const reader = await storage.open('f');
      for (const at of [8, 9, 10]) await reader.read(at * mebibyte, mebibyte);
      await store.proxy.untilIdle();
      // Far away, so that what was fetched from 11 MiB on is dropped.
      await reader.read(32 * mebibyte, mebibyte);
      store.proxy.setFaults({ flipReceived: 1 });
      store.proxy.takeCounts();
      await reader.read(11 * mebibyte, mebibyte);
      assert.is(store.proxy.takeCounts().GetObject, 1);
      store.proxy.setFaults({});
      assert.match(
        (await rejection(async () => reader.verify?.())).message,
        'bytes differ from those of a second read',
      );
      await reader.close();
      await storage.close();
    },
  );

  test('are compared each time that a large object is read', async (store) => {
    const storage = await open(store);
    const bytes = noise(9 * mebibyte);
    const writer = await storage.createFile('f');
    await writer.write(0, bytes);
    await writer.commit();
    const reader = await storage.open('f');
    assert.ok(Buffer.from(await reader.read(0, bytes.length)).equals(bytes));
    await reader.verify?.();
    store.proxy.setFaults({ flipReceived: 1 });
    assert.match((await rejection(() => reader.read(0, bytes.length))).message, 'checksum mismatch');
    await reader.close();
    await storage.close();
  });

  for (const [kind, size] of [
    ['one range', 3000],
    ['two ranges', 100_000],
    ['many ranges', 9 * mebibyte],
  ] as const) {
    test(`let no changed bit out of an object that is read by ranges (${kind})`, async (store) => {
      const storage = await open(store);
      const bytes = noise(size);
      const writer = await storage.createFile('f');
      await writer.write(0, bytes);
      await writer.commit();
      const readAll = async () => {
        const reader = await storage.open('f');
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < size; at += 2 * mebibyte) pieces.push(await reader.read(at, 2 * mebibyte));
        await reader.close();
        return Buffer.concat(pieces);
      };
      store.proxy.takeCounts();
      assert.ok((await readAll()).equals(bytes));
      const { HeadObject: heads = 0 } = store.proxy.takeCounts();
      // The ETag of an object in parts is not its MD5.
      assert.is(heads, kind === 'many ranges' ? 1 : 0);
      store.proxy.setFaults({ flipReceived: 0.5 });
      const outcomes = { right: 0, refused: 0 };
      const isSeen = () =>
        (outcomes.right > 0 || kind === 'many ranges') && (outcomes.refused > 0 || kind === 'one range');
      for (let round = 0; round < 8 || (!isSeen() && round < 60); round++) {
        const found = await readAll().catch((error: Error) => error);
        if (found instanceof Error)
          assert.match(found.message, /checksum mismatch|the first bytes differ from those of a second read/);
        else assert.ok(found.equals(bytes));
        outcomes[found instanceof Error ? 'refused' : 'right'] += 1;
      }
      assert.ok(outcomes.right > 0 || kind === 'many ranges', JSON.stringify(outcomes));
      assert.ok(outcomes.refused > 0 || kind === 'one range', JSON.stringify(outcomes));
      await storage.close();
    });
  }

  test('are replaced by entity tags once one was the MD5 of its object', async (store) => {
    const storage = await open(store);
    const bytes = noise(3 * mebibyte);
    await storage.put('object', bytes);
    store.proxy.setFaults({ lackChecksums: 1 });
    await storage.get('object');
    store.proxy.setFaults({ lackChecksums: 1, flipReceived: 0.4 });
    for (let round = 0; round < 5; round++) {
      assert.ok(Buffer.from(await storage.get('object')).equals(bytes));
    }
    store.proxy.setFaults({ lackChecksums: 1, flipReceived: 1 });
    const { message } = await rejection(() => storage.get('object'));
    assert.match(message, 'the bytes are not those of the entity tag');
    store.proxy.setFaults({});
    await storage.close();
  });

  test('are replaced by a second read of small objects until it is known what entity tags are', async (store) => {
    const bytes = noise(3000);
    const writer = await open(store);
    await writer.put('object', bytes);
    await writer.close();
    // An attempt is two requests: at a high rate all eight may fail.
    store.proxy.setFaults({ lackChecksums: 1, flipReceived: 0.1 });
    for (let round = 0; round < 60; round++) {
      const storage = await openStorage(writer.url, { endpointUrl: store.proxy.endpoint, retry });
      assert.equal(await storage.get('object'), bytes);
      await storage.close();
    }
    store.proxy.setFaults({});
  });

  test('are replaced by a second read of small objects where there is none, and the others are named', async (store) => {
    const unchecked = new FirstObjects();
    const storage = await open(store, { unchecked });
    const connection = await S3Connection.open(storage.url, { endpointUrl: store.endpoint });
    /** Writes an object in one part: its ETag is not its MD5. */
    const writeInParts = async (key: string, bytes: Uint8Array) => {
      const upload = await startUpload(connection, key);
      await upload.complete([await upload.send(1, bytes)]);
    };
    const [small, large] = [noise(3000), noise(2 * mebibyte)];
    await writeInParts('small', small);
    await writeInParts('large', large);
    store.proxy.setFaults({ lackChecksums: 1 });
    store.proxy.takeCounts();
    assert.equal(await storage.get('small'), small);
    assert.equal(store.proxy.takeCounts(), { GetObject: 2 });
    // An attempt is two requests: at a high rate all eight may fail, or both have the same bit flipped.
    store.proxy.setFaults({ lackChecksums: 1, flipReceived: 0.1 });
    for (let round = 0; round < 40; round++) assert.equal(await storage.get('small'), small);
    store.proxy.setFaults({ lackChecksums: 1 });
    assert.equal([...unchecked], []);
    assert.ok(Buffer.from(await storage.get('large')).equals(large));
    assert.equal([...unchecked], [storage.location('large')]);
    for (let index = 0; index < 2 * FirstObjects.most; index++) unchecked.add(`${index}`);
    assert.is(unchecked.size, FirstObjects.most);
    connection.close();
    await storage.close();
  });

  for (const code of ['NotImplemented', 'InvalidRequest', 'InvalidArgument']) {
    test(`are left out where the server does not know them, which is found out once (${code})`, async (store) => {
      const storage = await open(store);
      store.proxy.setFaults({ refuseChecksums: 1, refuseChecksumsAs: code, lackChecksums: 1 });
      const bytes = noise(17 * mebibyte);
      const writer = await storage.createFile('volume');
      await writer.write(0, bytes);
      const written = await writer.commit();
      for (let index = 0; index < 3; index++) await storage.put(`f${index}`, utf8('x'));
      assert.equal(store.proxy.takeCounts(), {
        CreateMultipartUpload: 2,
        UploadPart: 3,
        CompleteMultipartUpload: 1,
        PutObject: 3,
      });
      assert.ok(Buffer.from(bytes).equals(await storage.get('volume')));
      // What was sent is known all the same.
      assert.is(digestOf(written), `crc64nvme:${Buffer.from(checksumOf(bytes), 'base64').toString('hex')}`);
      assert.match(written.etag ?? '', /^[0-9a-f]{32}-3$/);
      const { etag } = await storage.put('f1', utf8('x'));
      assert.equal(await storage.copyFrom(storage, 'f1', 'f4'), { bytes: 1, etag });
      await storage.close();
      const again = await open(store);
      await again.put('f', utf8('x'));
      assert.is(text(await again.get('f')), 'x');
      assert.equal(store.proxy.takeCounts(), { GetObject: 2, HeadObject: 1, CopyObject: 1, PutObject: 3 });
      const asking = await openStorage(again.url, { endpointUrl: store.proxy.endpoint, retry });
      assert.equal(await asking.storedDigests?.('f'), []);
      assert.equal(store.proxy.takeCounts(), { HeadObject: 2 });
      await asking.close();
      await again.close();
    });
  }

  long('have a stand-in where the server does not know them: the signature of the body', async (store) => {
    const storage = await open(store, { retry: { ...retry, attempts: 12 } });
    store.proxy.setFaults({ refuseChecksums: 1, flipSent: 0.4 });
    const bytes = noise(17 * mebibyte);
    const writer = await storage.createFile('volume');
    await writer.write(0, bytes);
    await writer.commit();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => storage.put(`f${index}`, noise(1000 + index))),
    );
    const headers = store.proxy.takeHeaders();
    for (const operation of ['PutObject', 'UploadPart']) {
      assert.match(String(headers.get(operation)?.['x-amz-content-sha256']), /^[0-9a-f]{64}$/);
      assert.is(headers.get(operation)?.['x-amz-checksum-crc64nvme'], undefined);
    }
    assert.ok((store.proxy.takeCounts().PutObject ?? 0) > 21);
    store.proxy.setFaults({});
    assert.ok(Buffer.from(bytes).equals(await storage.get('volume')));
    for (let index = 0; index < 20; index++)
      assert.equal(await storage.get(`f${index}`), noise(1000 + index));
    store.proxy.setFaults({ refuseChecksums: 1, flipSent: 1 });
    assert.is(
      describeError(await rejection(() => storage.put('f', utf8('abc')))),
      `${storage.location('f')}: PutObject: the server received other bytes than were sent, in 12 attempts: ` +
        'found 400 XAmzContentSHA256Mismatch',
    );
    await storage.close();
  });

  test('are no reason to repeat what is refused for another', async (store) => {
    const storage = await open(store, { storageClass: 'NO_SUCH_CLASS' });
    const { reason } = await rejection(() => storage.put('f', utf8('x')));
    assert.is(reason, 'failed');
    store.proxy.takeCounts();
    const other = await open(store);
    await other.put('f', utf8('x'));
    assert.match(
      String(store.proxy.takeHeaders().get('PutObject')?.['x-amz-checksum-crc64nvme']),
      /^[\w+/]{11}=$/,
    );
    await storage.close();
    await other.close();
  });
});
