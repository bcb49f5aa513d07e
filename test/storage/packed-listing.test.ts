import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareCodePoints } from '../../src/storage/keys.js';
import { PackedListing } from '../../src/storage/listed-storage.js';
import type { ObjectInfo } from '../../src/storage/storage.js';
import { rejection } from './support/rejection.js';

const test = suite('packed listings');

async function* listing(keys: Iterable<string>): AsyncGenerator<ObjectInfo> {
  let index = 0;
  for (const key of keys) {
    yield { key, size: key.length * 1_000_003 ** 2, modified: 1_740_000_000_000 + index * 1000 };
    index++;
  }
}

const keys = Array.from({ length: 1700 }, (_, index) => `run ${index % 17}/zarr.zarr/0/${index}/0/0`).sort(
  compareCodePoints,
);

const keysOf = (files: Iterable<ObjectInfo>) => [...files].map(({ key }) => key);

test('give back what they were given, from any key on', async () => {
  const packed = await PackedListing.of(listing(keys));
  const all: ObjectInfo[] = [];
  for await (const info of listing(keys)) all.push(info);
  assert.equal([...packed.from('')], all);
  for (const index of [0, 1, 511, 512, 513, 1024, 1699]) {
    const key = keys[index] as string;
    assert.equal(packed.find(key), all[index]);
    assert.is(packed.find(`${key}x`), null);
    assert.equal(keysOf(packed.from(key)), keys.slice(index));
    assert.equal(keysOf(packed.from(`${key}x`)), keys.slice(index + 1));
  }
  assert.equal(keysOf(packed.from('zzz')), []);
  for (const start of ['', 'run 1', 'run 1/', 'run 16/zarr.zarr/0/1', 'none']) {
    assert.equal(
      keysOf(packed.startingWith(start)),
      keys.filter((key) => key.startsWith(start)),
      start,
    );
  }
});

test('may be read at many places at a time', async () => {
  const packed = await PackedListing.of(listing(keys));
  const readers = Array.from({ length: 20 }, (_, index) => packed.from(keys[index * 80] as string));
  const seen = readers.map(() => [] as string[]);
  for (let step = 0; step < 80; step++) {
    readers.forEach((reader, index) => {
      const { value } = reader.next();
      if (value !== undefined) seen[index]?.push(value.key);
    });
  }
  assert.equal(seen.flat(), keys.slice(0, 1600));
});

test('know nothing when nothing is there', async () => {
  const packed = await PackedListing.of(listing([]));
  assert.equal([...packed.from('')], []);
  assert.is(packed.find('a'), null);
});

test('keep the order of object stores, and names of every script', async () => {
  const odd = ['a', 'a-b', 'a/b', 'a0', 'e', 'ü', '\uff5e', '\u{1f600}'];
  const packed = await PackedListing.of(listing(odd));
  for (const key of odd) assert.is(packed.find(key)?.key, key);
  assert.equal(keysOf(packed.from('')), odd);
});

test('say how far they are', async () => {
  const told: number[] = [];
  await PackedListing.of(listing(keys), (files) => told.push(files));
  assert.equal(told, [512, 1024, 1536]);
});

test('must be in order', async () => {
  const error = await rejection(() => PackedListing.of(listing(['a', 'c', 'b'])));
  assert.is(error.facts.path, 'b');
  assert.is(error.facts.expected, 'a name after c');
});

test('fail as the listing does', async () => {
  async function* broken(): AsyncGenerator<ObjectInfo> {
    yield* listing(['a']);
    throw new RangeError('broken');
  }
  try {
    await PackedListing.of(broken());
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RangeError);
  }
});

test.run();
