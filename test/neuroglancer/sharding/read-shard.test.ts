import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../../src/errors/index.js';
import { unpack } from '../../../src/neuroglancer/read/index.js';
import {
  expectedPlace,
  type Minishard,
  readMinishards,
  type Sharding,
  shardOfName,
  writeShards,
} from '../../../src/neuroglancer/sharding/index.js';
import { createRandom } from '../../support/random.js';

const test = suite('reading shards');

const sharding: Sharding = {
  hash: 'murmurhash3_x86_128',
  minishardBits: 2,
  shardBits: 1,
  indexEncoding: 'gzip',
  dataEncoding: 'gzip',
};
const text = (value: string) => new TextEncoder().encode(value);
const entries = Array.from({ length: 40 }, (_, key) => ({
  key: BigInt(key * 7),
  value: text(`value ${key}`),
}));
const fileOf = (bytes: Uint8Array) => ({
  size: bytes.length,
  read: async (offset: number, length: number) => bytes.slice(offset, offset + length),
});

async function minishardsOf(bytes: Uint8Array): Promise<Minishard[]> {
  const found: Minishard[] = [];
  for await (const { minishard, problem } of readMinishards(fileOf(bytes), sharding)) {
    if (minishard === null) throw problem;
    found.push(minishard);
  }
  return found;
}

test('gives back what was written, in its place', async () => {
  const values = new Map<bigint, string>();
  for (const { name, bytes } of writeShards(entries, sharding)) {
    const shard = shardOfName(name, sharding);
    for (const { number, keys, offsets, sizes } of await minishardsOf(bytes)) {
      for (const [index, key] of keys.entries()) {
        const at = offsets[index] ?? 0;
        const stored = bytes.subarray(at, at + (sizes[index] ?? 0));
        values.set(key, new TextDecoder().decode(unpack(stored, 'gzip', 100)));
        assert.equal(expectedPlace(key, { ...sharding, preshiftBits: 0 }), { shard, minishard: number });
      }
    }
  }
  assert.equal(
    [...values].sort(([first], [second]) => Number(first - second)),
    entries.map(({ key, value }) => [key, new TextDecoder().decode(value)]),
  );
});

test('names of shards have as many digits as their bits ask for', () => {
  assert.is(shardOfName('1.shard', sharding), 1);
  assert.is(shardOfName('2.shard', sharding), null);
  assert.is(shardOfName('01.shard', sharding), null);
  assert.is(shardOfName('0a.shard', { ...sharding, shardBits: 5 }), 10);
  assert.is(shardOfName('A.shard', { ...sharding, shardBits: 4 }), null);
});

test('a damaged shard gives an error of ours or what is left, and never more bytes than there are', async () => {
  const random = createRandom(5);
  const [file] = writeShards(entries, sharding);
  const bytes = file?.bytes ?? new Uint8Array();
  for (let round = 0; round < 400; round++) {
    const changed = random.uniform() < 0.3 ? bytes.slice(0, random.integer(bytes.length)) : bytes.slice();
    for (let flips = random.integer(4); flips >= 0; flips--) {
      const at = random.integer(Math.max(1, changed.length));
      changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(8));
    }
    try {
      for (const { offsets, sizes } of await minishardsOf(changed)) {
        for (const [index, size] of sizes.entries()) {
          assert.ok((offsets[index] ?? 0) + size <= changed.length && size >= 0);
        }
      }
    } catch (error) {
      assert.instance(error, FormatError, `round ${round}: ${error}`);
    }
  }
});

test.run();
