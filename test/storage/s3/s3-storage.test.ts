import { HeadObjectCommand } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';
import { crc64Digest } from '../../../src/storage/crc64.js';
import { glob } from '../../../src/storage/glob.js';
import { hashBytes } from '../../../src/storage/hash-file.js';
import { ListingCache } from '../../../src/storage/listing-cache.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { openStorage } from '../../../src/storage/open-storage.js';
import type { Storage } from '../../../src/storage/storage.js';
import { putAll } from '../../support/object-store/copy-tree.js';
import { bothServers, usualServer } from '../../support/object-store/data-server.js';
import type { ObjectStore } from '../../support/object-store/object-store.js';
import { objectStoreSuite } from '../../support/object-store/object-store-suite.js';
import { noise } from '../support/noise.js';
import { rejection } from '../support/rejection.js';
import { text, utf8 } from '../support/text.js';
import { withDirectory } from '../support/with-directory.js';

async function collect(listing: AsyncIterable<{ key: string }>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listing) keys.push(key);
  return keys;
}

async function open(store: ObjectStore, prefix = '/tree', bucket?: string): Promise<Storage> {
  return openStorage(`s3://${bucket ?? (await store.createBucket())}${prefix}`, {
    endpointUrl: store.proxy.endpoint,
  });
}

/** With long tests, shows that the store of a process answers as a server does. */
for (const server of bothServers) {
  objectStoreSuite(`S3 storage (${server.name})`, server, (test) => {
    test('puts and gets objects, whatever their names', async (store) => {
      const storage = await open(store);
      const keys = [
        'a\'b/"<&>.txt',
        'plain',
        'run [1]/a+b %20.txt',
        'run [1]/ü#/é?.json',
        '*/**',
        ' lead/trail ',
        '\uff5e',
        '\u{1f600}',
      ];
      for (const key of keys) await storage.put(key, utf8(`of ${key}`));
      for (const key of keys) assert.is(text(await storage.get(key)), `of ${key}`);
      const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.equal(await collect(storage.list('')), sorted);
      assert.equal(await collect(storage.list('run [1]')), ['run [1]/a+b %20.txt', 'run [1]/ü#/é?.json']);
      assert.equal(await storage.readDirectory('run [1]'), [
        { name: 'a+b %20.txt', kind: 'file' },
        { name: 'ü#', kind: 'directory' },
      ]);
      assert.is((await storage.stat('plain'))?.size, 8);
      assert.is(await storage.stat('run [1]'), null);
      assert.is(await storage.kind('run [1]'), 'directory');
      assert.is(await storage.kind('run'), null);
      assert.is(await storage.kind('plain'), 'file');
      assert.match(storage.location('run [1]/x'), /^s3:\/\/bucket-\d+-\d+\/tree\/run \[1\]\/x$/);
      await storage.delete('plain');
      await storage.delete('plain');
      await storage.deleteDirectory('run [1]');
      await storage.deleteDirectory('run [1]');
      assert.equal((await collect(storage.list(''))).length, keys.length - 3);
      await storage.close();
    });

    test('works at the root of a bucket', async (store) => {
      const storage = await open(store, '/');
      await storage.put('a/b', utf8('1'));
      assert.equal(await collect(storage.list('')), ['a/b']);
      assert.equal(await storage.readDirectory(''), [{ name: 'a', kind: 'directory' }]);
      assert.is(await storage.kind(''), 'directory');
      await storage.close();
    });

    test('says what is wrong with what cannot be read', async (store) => {
      const storage = await open(store);
      await storage.put('f', utf8('12345'));
      const missing = await rejection(() => storage.get('none'));
      assert.is(missing.reason, 'missing');
      assert.is(missing.facts.path, storage.location('none'));
      assert.match(missing.message, 'GetObject');
      assert.is((await rejection(() => storage.open('none'))).reason, 'missing');
      assert.is((await rejection(() => storage.get('f', 4))).reason, 'too-large');
      await storage.close();
    });

    test('sets the content type and copies within the server', async (store) => {
      const bucket = await store.createBucket();
      const source = await open(store, '/in', bucket);
      const storage = await open(store, '/out', bucket);
      const written = await source.put('x [1]+%.dat', utf8('12345'));
      store.proxy.takeCounts();
      assert.equal(await storage.copyFrom(source, 'x [1]+%.dat', 'd/y.png'), { bytes: 5, ...written });
      assert.equal(store.proxy.takeCounts(), { HeadObject: 1, CopyObject: 1 });
      assert.is(text(await storage.get('d/y.png')), '12345');
      await storage.put('m.json', utf8('{}'));
      await storage.put('v.zarr/.zattrs', utf8('{}'));
      const typeOf = async (key: string) =>
        (await store.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).ContentType;
      assert.is(await typeOf('out/d/y.png'), 'image/png');
      assert.is(await typeOf('out/m.json'), 'application/json');
      assert.is(await typeOf('out/v.zarr/.zattrs'), 'application/json');
      assert.is(await typeOf('in/x [1]+%.dat'), 'application/octet-stream');
      assert.is((await rejection(() => storage.copyFrom(source, 'none', 'z'))).reason, 'missing');
      await source.close();
      await storage.close();
    });

    test('copies from and to directories', async (store) => {
      await withDirectory(async (directory) => {
        const local = createLocalStorage(directory);
        const bucket = await store.createBucket();
        const storage = await open(store, '/tree', bucket);
        const bytes = noise(19 * 1024 * 1024 + 17);
        await local.put('big', bytes);
        await local.put('small', utf8('small'));
        const [big, small] = [hashBytes(bytes, 'crc64nvme'), hashBytes(utf8('small'), 'crc64nvme')];
        for (const [name, size, digest, etag] of [
          ['big', bytes.length, big, /^[0-9a-f]{32}-3$/],
          ['small', 5, small, /^eb5c1399a871211c7e7ed732d15e3a8b$/],
        ] as const) {
          const copied = await storage.copyFrom(local, name, `x/${name}`);
          assert.equal([copied.bytes, crc64Digest(copied.crc64 ?? 0n)], [size, digest]);
          assert.match(copied.etag ?? '', etag);
        }
        assert.equal(await store.openUploads(bucket), []);
        assert.equal(await local.copyFrom(storage, 'x/big', 'back'), { bytes: bytes.length });
        assert.ok(Buffer.from(bytes).equals(await local.get('back')));
        assert.ok(Buffer.from(bytes).equals(await storage.get('x/big')));
        await storage.close();
      })();
    });

    test('notices that an object changed while it was read', async (store) => {
      const storage = await open(store);
      await storage.put('f', new Uint8Array(200_000).fill(1));
      const reader = await storage.open('f');
      await storage.put('f', new Uint8Array(200_000).fill(2));
      const error = await rejection(() => reader.read(100_000, 10));
      assert.match(error.message, 'changed');
      await storage.close();
    });

    test('lists 1,000 keys a request, and once for all patterns', async (store) => {
      const bucket = await store.createBucket();
      const storage = await open(store, '/tree', bucket);
      const names = Array.from(
        { length: 1100 },
        (_, index) => `src/run${index % 10}/f${String(index).padStart(4, '0')}.mrc`,
      );
      const nothing = new Map(names.map((name) => [name, new Uint8Array(0)]));
      await putAll(`s3://${bucket}/tree`, nothing, store.endpoint);
      store.proxy.takeCounts();
      assert.equal(await collect(storage.list('src')), names.sort());
      assert.equal(store.proxy.takeCounts(), { ListObjectsV2: 2 });
      const cache = new ListingCache(storage);
      assert.is((await glob(storage, 'src/*', { cache })).length, 10);
      assert.is((await glob(storage, 'src/run3/*.mrc', { cache })).length, 110);
      assert.is((await glob(storage, 'src/run3/f0003.mrc', { cache })).length, 1);
      assert.equal(store.proxy.takeCounts(), { ListObjectsV2: 2 });
      await storage.close();
    });
  });
}

objectStoreSuite('S3 storage, whatever the server', usualServer, (test) => {
  test('refuses names that leave the prefix, without asking the server', async (store) => {
    const storage = await open(store);
    store.proxy.takeCounts();
    for (const key of ['../x', '/x', 'a//b', 'a/../b', 'a\0', 'a\nb']) {
      const attempts = [
        () => storage.stat(key),
        () => storage.kind(key),
        () => storage.readDirectory(key),
        () => collect(storage.list(key)),
        () => storage.get(key),
        () => storage.open(key),
        () => storage.put(key, utf8('x')),
        () => storage.createFile(key),
        () => storage.stageDirectory(key),
        () => storage.copyFrom(storage, 'a', key),
        () => storage.copyFrom(storage, key, 'a'),
        () => storage.delete(key),
        () => storage.deleteDirectory(key),
        () => storage.removeLeftovers(key),
      ];
      for (const attempt of attempts) assert.is((await rejection(attempt)).reason, 'unsafe-name', key);
    }
    assert.is((await rejection(() => storage.deleteDirectory(''))).reason, 'unsafe-name');
    assert.equal(store.proxy.takeCounts(), {});
    await storage.close();
  });

  test('reads a header with what opening took, and reads ahead', async (store) => {
    const storage = await open(store);
    const bytes = noise(40 * 1024 * 1024);
    const writer = await storage.createFile('volume');
    await writer.write(0, bytes);
    await writer.commit();
    await storage.put('empty', new Uint8Array(0));
    store.proxy.takeCounts();
    const reader = await storage.open('volume');
    assert.is(reader.size, bytes.length);
    assert.is(reader.localPath, null);
    assert.equal(await reader.read(0, 1024), bytes.subarray(0, 1024));
    assert.equal(await reader.read(1024, 4096), bytes.subarray(1024, 5120));
    await reader.close();
    assert.equal(store.proxy.takeCounts(), { GetObject: 1 });

    const again = await storage.open('volume');
    store.proxy.takeCounts();
    const step = 300_000;
    for (let at = 0; at < bytes.length; at += step) {
      assert.ok(Buffer.from(await again.read(at, step)).equals(bytes.subarray(at, at + step)), `at ${at}`);
    }
    assert.ok((store.proxy.takeCounts().GetObject ?? 0) < 10);
    const far = await again.read(5_000_000, 30_000_000);
    assert.ok(Buffer.from(far).equals(bytes.subarray(5_000_000, 35_000_000)));
    assert.is((await again.read(bytes.length - 5, 50)).length, 5);
    assert.is((await again.read(bytes.length, 1)).length, 0);
    await again.close();

    // As blocks of four sections are read: most of each section first, then the rest of the four.
    const [section, most] = [363_520, 304_128];
    const blocks = await storage.open('volume');
    store.proxy.takeCounts();
    for (let block = 1024; block + 4 * section <= bytes.length; block += 4 * section)
      for (const [from, to] of [[0, most] as const, [most, section] as const])
        for (let at = block; at < block + 4 * section; at += section)
          assert.ok(
            Buffer.from(await blocks.read(at + from, to - from)).equals(bytes.subarray(at + from, at + to)),
            `at ${at + from}`,
          );
    assert.ok((store.proxy.takeCounts().GetObject ?? 0) < 15);
    await blocks.close();
    // Nothing is read in vain where a reader leaves out most.
    const rows = await storage.open('volume');
    store.proxy.takeReads();
    for (let at = 100_000; at + 500_000 < bytes.length; at += 4_000_000) await rows.read(at, 500_000);
    assert.is([...store.proxy.takeReads().values()][0], 11);
    await rows.close();
    const empty = await storage.open('empty');
    assert.is(empty.size, 0);
    assert.is((await empty.read(0, 10)).length, 0);
    assert.is((await storage.get('empty')).length, 0);
    await storage.close();
  });

  test('reads small objects in two requests, wherever it is asked to', async (store) => {
    const storage = await open(store);
    const bytes = noise(3_000_000);
    await storage.put('frames.tif', bytes);
    store.proxy.takeCounts();
    const reader = await storage.open('frames.tif');
    for (const [at, length] of [
      [2_999_000, 2048],
      [8, 2048],
      [1_500_000, 2048],
      [65_000, 1_000_000],
    ] as const) {
      assert.equal(await reader.read(at, length), bytes.subarray(at, at + length));
    }
    assert.equal(await reader.read(0, bytes.length), bytes);
    assert.equal(store.proxy.takeCounts(), { GetObject: 2 });
    await reader.close();
    await storage.close();
  });

  test('reads the start of a large object without reading ahead', async (store) => {
    const storage = await open(store);
    const writer = await storage.createFile('frames.mrc.bz2');
    await writer.write(0, noise(17_000_000));
    await writer.commit();
    store.proxy.takeCounts();
    const reader = await storage.open('frames.mrc.bz2');
    await reader.read(0, 65_536);
    await reader.read(65_536, 1_000_000);
    assert.equal(store.proxy.takeCounts(), { GetObject: 2 });
    await reader.close();
    await storage.close();
  });
});
