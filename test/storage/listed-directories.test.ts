import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/messages.js';
import { ListedDirectories } from '../../src/storage/listed-directories.js';
import { ListedInput } from '../../src/storage/listed-input.js';
import { ListingCache } from '../../src/storage/listing-cache.js';
import { openStorage } from '../../src/storage/open-storage.js';
import type { Storage } from '../../src/storage/storage.js';
import { usualServer } from '../support/object-store/data-server.js';
import type { ObjectStore } from '../support/object-store/object-store.js';
import { objectStoreSuite } from '../support/object-store/object-store-suite.js';
import { rejection } from './support/rejection.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const directoryOf = (key: string) => (key.startsWith('run') ? 'run' : null);

/** What a storage says of the directory `run`, without times. */
async function told(storage: Storage) {
  const listed: string[] = [];
  for await (const { key, size, etag } of storage.list('run')) listed.push(`${key} ${size} ${etag}`);
  const keys = ['run/a', 'run/z', 'run/z/0', 'run/none'];
  return {
    listed,
    kinds: await Promise.all(keys.map((key) => storage.kind(key))),
    sizes: await Promise.all(keys.map(async (key) => (await storage.stat(key))?.size ?? null)),
    entries: await storage.readDirectory('run'),
  };
}

async function open(store: ObjectStore, bucket: string): Promise<Storage> {
  return openStorage(`s3://${bucket}/tree`, { endpointUrl: store.proxy.endpoint });
}

/** Changes of the directory, one after the other. */
const changes: Readonly<Record<string, (storage: Storage, from: Storage) => Promise<unknown>>> = {
  put: (storage) => storage.put('run/a', bytes('longer')),
  async create(storage) {
    const writer = await storage.createFile('run/c');
    await writer.write(0, bytes('ab'));
    await writer.write(2, bytes('c'));
    await writer.commit();
  },
  createOnce: (storage) => storage.createExclusive('run/once', bytes('1')),
  copy: (storage, from) => storage.copyFrom(from, 'source', 'run/d'),
  async stage(storage) {
    const staged = await storage.stageDirectory('run/z');
    const writer = await staged.createFile('1/0');
    await writer.write(0, bytes('chunk'));
    await writer.commit();
    const reused = bytes('{}');
    await staged.put('.zattrs', reused);
    reused.fill(0);
    await staged.commit();
  },
  async abort(storage) {
    const staged = await storage.stageDirectory('run/z');
    await staged.put('2', bytes('half'));
    await staged.abort();
  },
  delete: (storage) => storage.delete('run/a'),
  deleteDirectory: (storage) => storage.deleteDirectory('run/z'),
  async refused(storage) {
    await storage.copyFrom(storage, 'none', 'run/a').catch(() => undefined);
  },
};

objectStoreSuite('listed directories', usualServer, (test) => {
  test('are as they are after each change, by one listing', async (store) => {
    const bucket = await store.createBucket();
    const bare = await open(store, bucket);
    for (const key of ['run/a', 'run/z/0', 'run/z/old', 'source']) await bare.put(key, bytes(key));
    const listed = new ListedDirectories(await open(store, bucket), directoryOf);
    // What was written or is gone is not asked for.
    const asked: Readonly<Record<string, Readonly<Record<string, number>>>> = {
      put: {},
      create: {},
      copy: {},
      stage: {},
      abort: { ListObjectsV2: 1 },
      delete: {},
      deleteDirectory: {},
    };
    for (const [name, change] of Object.entries(changes)) {
      await told(listed);
      await change(listed, bare);
      store.proxy.takeCounts();
      const now = await told(listed);
      const requests = store.proxy.takeCounts();
      assert.equal(requests, asked[name] ?? requests, name);
      assert.equal(now, await told(bare), name);
    }
    store.proxy.takeCounts();
    listed.forget('run');
    await told(listed);
    assert.is(new TextDecoder().decode(await listed.get('run/d')), 'source');
    await told(listed);
    await listed.get('run/d');
    assert.equal(store.proxy.takeCounts(), { ListObjectsV2: 1, GetObject: 1 });
    assert.is(await listed.kind('other'), null);
    assert.equal(store.proxy.takeCounts(), { ListObjectsV2: 1, HeadObject: 1 });
    await Promise.all([bare.close(), listed.close()]);
  });

  test('are not read again where they were just written, unless something else is there now', async (store) => {
    const bucket = await store.createBucket();
    const bare = await open(store, bucket);
    for (const key of ['run/a', 'run/half/0', 'run/half/.cryoet-partial-directory'])
      await bare.put(key, bytes(key));
    const listed = new ListedDirectories(await open(store, bucket), directoryOf);
    store.proxy.takeCounts();
    assert.is(await listed.removeLeftovers('run'), 1);
    assert.is(await listed.removeLeftovers('run'), 0);
    assert.equal(store.proxy.takeCounts(), { ListMultipartUploads: 2, DeleteObjects: 2, ListObjectsV2: 2 });
    for (const name of ['put', 'create', 'stage']) await changes[name]?.(listed, bare);
    const large = await listed.createFile('run/large');
    for (let at = 0; at < 500_000; at += 250_000) await large.write(at, new Uint8Array(250_000));
    await large.commit();
    store.proxy.takeCounts();
    const text = async (key: string) => new TextDecoder().decode(await listed.get(key, 100));
    assert.equal(
      [await text('run/a'), await text('run/c'), await text('run/z/1/0'), await text('run/z/.zattrs')],
      ['longer', 'abc', 'chunk', '{}'],
    );
    const reader = await listed.open('run/z/1/0');
    assert.is(new TextDecoder().decode(await reader.read(1, 3)), 'hun');
    assert.is((await listed.stat('run/large'))?.size, 500_000);
    assert.equal(store.proxy.takeCounts(), {});
    assert.is((await listed.get('run/large')).length, 500_000);
    await bare.put('run/a', bytes('others'));
    listed.forget('run');
    await told(listed);
    assert.is(await text('run/a'), 'others');
    await Promise.all([bare.close(), listed.close()]);
  });

  test('of INPUT are asked for once, and so are small objects', async (store) => {
    const bucket = await store.createBucket();
    const bare = await open(store, bucket);
    for (const [key, size] of [['in/a', 9] as const, ['in/large', 70_000] as const])
      await bare.put(key, new Uint8Array(size).fill(7));
    const listings = new ListingCache(bare);
    listings.prepare('in');
    await listings.listing('in');
    store.proxy.takeCounts();
    const input = new ListedInput(bare, listings);
    assert.is((await input.stat('in/a'))?.size, 9);
    assert.is(await input.kind('in/large'), 'file');
    assert.equal(store.proxy.takeCounts(), {});
    for (let round = 0; round < 2; round++) {
      const reader = await input.open('in/a');
      assert.equal([...(await reader.read(7, 5))], [7, 7]);
      await reader.close();
      assert.is((await input.get('in/a')).length, 9);
    }
    assert.equal(store.proxy.takeCounts(), { GetObject: 1 });
    // Of large ones the header is kept, and compared when the rest is read.
    for (let round = 0; round < 2; round++) {
      const reader = await input.open('in/large');
      assert.equal([...(await reader.read(65_530, 6))], [7, 7, 7, 7, 7, 7]);
      await reader.close();
    }
    assert.equal(store.proxy.takeCounts(), { GetObject: 1 });
    const reader = await input.open('in/large');
    assert.equal([...(await reader.read(69_998, 5))], [7, 7]);
    assert.is((await input.get('in/large')).length, 70_000);
    assert.equal(store.proxy.takeCounts(), { GetObject: 3 });
    await reader.close();
    const replaced = await input.open('in/large');
    await bare.put('in/large', new Uint8Array(70_000).fill(8));
    assert.is(
      describeError(await rejection(() => replaced.read(60_000, 10_000))),
      `${bare.location('in/large')}: changed while it was read`,
    );
    await replaced.close();
    await bare.close();
  });
});
