import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { murmurHash, type Sharding, shardName, shardOfKey } from '../../src/neuroglancer/sharding.js';
import { writeShards } from './support/write-shards.js';

const test = suite('shards');

const text = (value: string) => new TextEncoder().encode(value);
const raw: Sharding = {
  hash: 'identity',
  preshift_bits: 0,
  minishard_bits: 1,
  shard_bits: 0,
  minishard_index_encoding: 'raw',
  data_encoding: 'raw',
};
const words = (bytes: Uint8Array, from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(from + index * 8, true)),
  );

test('hashes keys', () => {
  const hashes = [0n, 1n, 2n, 3n, 12345678901234567n].map((key) =>
    murmurHash(key).toString(16).padStart(16, '0'),
  );
  assert.equal(hashes, [
    '4772b084e028ae41',
    'e8bd67d616d4ce9a',
    'd62f9cd21b013f5a',
    '6b596e4f0e43e4d1',
    '08e2acb81d9ea965',
  ]);
});

test('spreads keys over shards and minishards', () => {
  const sharding: Sharding = { ...raw, hash: 'murmurhash3_x86_128', minishard_bits: 3, shard_bits: 4 };
  const places = [1n, 2n, 3n, 1000n].map((key) => {
    const { shard, minishard } = shardOfKey(key, sharding);
    return [shardName(shard, sharding), minishard];
  });
  assert.equal(places, [
    ['3.shard', 2],
    ['b.shard', 2],
    ['a.shard', 1],
    ['d.shard', 7],
  ]);
});

test('lays values and indices out', () => {
  const entries = [
    { key: 1n, value: text('aa') },
    { key: 2n, value: text('bbb') },
    { key: 3n, value: text('c') },
  ];
  const [file] = writeShards(entries, raw);
  assert.is(file?.name, '0.shard');
  const bytes = file?.bytes ?? new Uint8Array();
  assert.is(bytes.length, 110);
  assert.equal(words(bytes, 0, 4), [0x36, 0x4e, 6, 0x36]);
  assert.is(Buffer.from(bytes.subarray(32, 38)).toString('hex'), '616163626262');
  assert.equal(words(bytes, 38, 6), [1, 2, 0, 0, 2, 1]);
  assert.equal(words(bytes, 86, 3), [2, 3, 3]);
});

test('what lies before a value is skipped by its index', () => {
  const entries = [
    { key: 1n, prefix: text('FFFF'), value: text('MM') },
    { key: 2n, prefix: text('GGG'), value: text('NNNN') },
  ];
  const [file] = writeShards(entries, { ...raw, minishard_bits: 0 });
  const bytes = file?.bytes ?? new Uint8Array();
  assert.is(bytes.length, 77);
  assert.equal(words(bytes, 0, 2), [0x0d, 0x3d]);
  assert.is(Buffer.from(bytes.subarray(16, 29)).toString(), 'FFFFMMGGGNNNN');
  assert.equal(words(bytes, 29, 6), [1, 1, 4, 3, 2, 4]);
});

test('compresses values and indices, the same way each time', () => {
  const entries = [{ key: 5n, value: text('a value') }];
  const zipped: Sharding = {
    ...raw,
    minishard_bits: 0,
    data_encoding: 'gzip',
    minishard_index_encoding: 'gzip',
  };
  const [first] = writeShards(entries, zipped);
  const [second] = writeShards(entries, zipped);
  assert.equal(first, second);
  const bytes = first?.bytes ?? new Uint8Array();
  const [start = 0, end = 0] = words(bytes, 0, 2);
  const index = gunzipSync(bytes.subarray(16 + start, 16 + end));
  assert.equal(words(index, 0, 3), [5, 0, start]);
  assert.is(gunzipSync(bytes.subarray(16, 16 + start)).toString(), 'a value');
});

test.run();
