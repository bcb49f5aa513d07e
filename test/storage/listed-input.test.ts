import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../src/base/messages.js';
import { SummedInput } from '../../src/pipeline/publish/summed-input.js';
import { ListedInput } from '../../src/storage/listed-input.js';
import { ListingCache } from '../../src/storage/listing-cache.js';
import { memoryReader } from '../../src/storage/storage.js';
import { flatStorage } from './support/flat-storage.js';

test('an object that is read again is kept while others come and go', async () => {
  const { storage } = flatStorage([]);
  const asked: string[] = [];
  storage.get = async (key) => {
    asked.push(key);
    return new Uint8Array(64 * 1024);
  };
  const input = new ListedInput(storage, new ListingCache(storage));
  // 128 of them are 8 MiB.
  const keys = Array.from({ length: 128 }, (_, index) => `${index}`);
  for (const key of [...keys, '0', 'new', '0', '2', '1']) await input.get(key);
  assert.equal(asked, [...keys, 'new', '1']);
});

test('an object of another size than its listing is refused', async () => {
  const { storage } = flatStorage(['in/a.csv']);
  const listings = new ListingCache(storage);
  listings.prepare('in');
  let closed = 0;
  for (const [length, message] of [
    [8, null],
    [4, 's3://bucket/in/a.csv: changed while it was read: expected 8 bytes, as listed, found 4 bytes'],
  ] as const) {
    const bytes = new Uint8Array(length);
    storage.get = async () => bytes;
    storage.open = async () => ({ ...memoryReader(bytes), close: async () => void closed++ });
    for (const read of [
      () => new ListedInput(storage, listings).open('in/a.csv'),
      () => new ListedInput(storage, listings).get('in/a.csv'),
    ]) {
      const error = await read().then(
        () => null,
        (cause: unknown) => describeError(cause),
      );
      assert.is(error, message);
    }
    assert.is(closed, length === 8 ? 1 : 2);
  }
});

test('an object that was replaced since it was listed is refused, however often it is read', async () => {
  const { storage } = flatStorage([]);
  const bytes = new Uint8Array(70_000);
  const facts = { size: bytes.length, modified: 0 };
  storage.list = async function* () {
    yield { key: 'in/a.mrc', ...facts, etag: 'first' };
  };
  storage.stat = async (key) => ({ key, ...facts, etag: 'first' });
  let etag = 'second';
  storage.open = async () => ({ ...memoryReader(bytes), etag });
  const listings = new ListingCache(storage);
  listings.prepare('in');
  const input = new ListedInput(storage, listings);
  const read = async (key: string) => (await input.open(key)).read(0, bytes.length);
  const refused = async (key: string) =>
    read(key).then(
      () => null,
      (error: unknown) => describeError(error),
    );
  const replaced = 'changed while it was read: expected ETag first, as listed, found ETag second';
  assert.is(await refused('in/a.mrc'), `s3://bucket/in/a.mrc: ${replaced}`);
  etag = 'first';
  assert.is(await refused('in/a.mrc'), null);
  // Its first bytes are kept, and the rest is of another object.
  etag = 'second';
  assert.is(await refused('in/a.mrc'), `s3://bucket/in/a.mrc: ${replaced}`);
  // No listing has it, but its ETag was asked for.
  await input.stat('table.star');
  assert.is(await refused('table.star'), `s3://bucket/table.star: ${replaced}`);
});

test('an object is read whole with the ETag that it was listed with', async () => {
  const { storage } = flatStorage([]);
  const facts = { size: 70_000, modified: 0 };
  storage.list = async function* () {
    yield { key: 'in/a.csv', ...facts, etag: 'listed' };
  };
  storage.stat = async (key) => ({ key, ...facts, etag: 'asked' });
  const wanted: unknown[] = [];
  storage.get = async (key, _limit, etag) => {
    wanted.push([key, etag]);
    return new Uint8Array(facts.size);
  };
  const listings = new ListingCache(storage);
  listings.prepare('in');
  const input = new ListedInput(new SummedInput(storage, true), listings);
  await input.get('in/a.csv');
  await input.get('table.star');
  await input.stat('table.star');
  await input.get('table.star');
  assert.equal(wanted, [
    ['in/a.csv', 'listed'],
    ['table.star', undefined],
    ['table.star', 'asked'],
  ]);
});

test('an object that no listing has is refused if it was replaced since it was asked for', async () => {
  const { storage } = flatStorage([]);
  const bytes = new Uint8Array(4);
  storage.stat = async (key) => ({ key, size: 4, modified: 0, etag: 'first' });
  storage.open = async () => ({ ...memoryReader(bytes), etag: 'second' });
  const input = new ListedInput(storage, new ListingCache(storage));
  assert.is((await input.open('all.star')).size, 4);
  await input.stat('all.star');
  const error = await input.open('all.star').then(
    () => null,
    (cause: unknown) => describeError(cause),
  );
  assert.match(error ?? '', 'expected ETag first, as listed, found ETag second');
});

test.run();
