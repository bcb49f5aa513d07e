import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { FormatError } from '../../src/base/errors.js';
import { PrecomputedReader, type ReadOptions } from '../../src/neuroglancer/precomputed-reader.js';
import { type Minishard, readShards } from '../../src/neuroglancer/read-shards.js';
import { type Sharding, shardOfName } from '../../src/neuroglancer/sharding.js';
import { gunzip } from '../../src/storage/gzip.js';
import { memoryFiles } from './support/memory-directory.js';
import { writeShards } from './support/write-shards.js';

const test = suite('reading shards');

const sharding: Sharding = {
  hash: 'murmurhash3_x86_128',
  preshift_bits: 0,
  minishard_bits: 2,
  shard_bits: 1,
  minishard_index_encoding: 'gzip',
  data_encoding: 'gzip',
};
const text = (value: string) => new TextEncoder().encode(value);
const entries = Array.from({ length: 40 }, (_, key) => ({
  key: BigInt(key * 7),
  value: text(`value ${key}`),
}));
const shards = new Map(writeShards(entries, sharding).map(({ name, bytes }) => [`by_id/${name}`, bytes]));

async function read(
  files: ReadonlyMap<string, Uint8Array>,
  take: (minishard: Minishard, bytes: Uint8Array) => void,
  options: ReadOptions = {},
  own = sharding,
): Promise<void> {
  await readShards(
    new PrecomputedReader(memoryFiles(files), options),
    'by_id',
    own,
    async (minishard, _values, inside) => take(minishard, files.get(inside) ?? new Uint8Array()),
  );
}

/** Returns the issues of shards: aspect, file and message. */
async function issuesOf(files: ReadonlyMap<string, Uint8Array>, own = sharding): Promise<string[]> {
  const issues: string[] = [];
  const report: ReadOptions['report'] = (aspect, inside, issue) => {
    assert.is(issue.facts.path, inside);
    issues.push(`${aspect} ${inside}: ${issue.message}`);
  };
  await read(files, () => {}, { report }, own);
  return issues;
}

test('gives back what was written', async () => {
  const values = new Map<bigint, string>();
  await read(shards, ({ keys, offsets, sizes }, bytes) => {
    for (const [index, key] of keys.entries()) {
      const at = offsets[index] ?? 0;
      const stored = bytes.subarray(at, at + (sizes[index] ?? 0));
      values.set(key, new TextDecoder().decode(gunzip(stored, 100)));
    }
  });
  assert.equal(
    [...values].sort(([first], [second]) => Number(first - second)),
    entries.map(({ key, value }) => [key, new TextDecoder().decode(value)]),
  );
});

test('names of shards have as many digits as their bits ask for', () => {
  assert.is(shardOfName('1.shard', sharding), 1);
  assert.is(shardOfName('2.shard', sharding), null);
  assert.is(shardOfName('01.shard', sharding), null);
  assert.is(shardOfName('0a.shard', { ...sharding, shard_bits: 5 }), 10);
  assert.is(shardOfName('A.shard', { ...sharding, shard_bits: 4 }), null);
});

test('the first issue fails, or all are collected', async () => {
  const [name = ''] = shards.keys();
  const misplaced = new Map([[name, shards.get(name) as Uint8Array]]);
  const other: Sharding = { ...sharding, hash: 'identity' };
  const issues = await issuesOf(misplaced, other);
  assert.ok(issues.length > 5);
  assert.match(issues[0] ?? '', new RegExp(`^misplaced ${name}: key \\d+ is not where viewers look for it$`));
  try {
    await read(misplaced, () => {}, {}, other);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, FormatError);
    assert.is((error as FormatError).facts.path, name);
  }
  assert.equal(await issuesOf(new Map([['by_id/0.shard', new Uint8Array(10)]])), [
    'shard by_id/0.shard: the shard ends within its index',
  ]);
});

test('a broken index of one minishard hides no other', async () => {
  const broken = new Map([...shards].map(([name, bytes]) => [name, Uint8Array.from(bytes)]));
  const [name = ''] = broken.keys();
  const view = new DataView((broken.get(name) as Uint8Array).buffer);
  view.setBigUint64(8, 1n << 40n, true);
  const count = async (files: ReadonlyMap<string, Uint8Array>) => {
    let minishards = 0;
    await read(files, () => (minishards += 1), { report: () => {} });
    return minishards;
  };
  assert.is(await count(broken), (await count(shards)) - 1);
  assert.equal(await issuesOf(broken), [`shard ${name}: the index of minishard 0 is not within the shard`]);
});

test('a shard is read about twice, for values and indices, however many minishards it has', async () => {
  const read = async (order: (a: number, b: number) => number) => {
    const many = { ...sharding, hash: 'identity', minishard_bits: 8, shard_bits: 0 } as const;
    const keys = Array.from({ length: 512 }, (_, key) => key).sort(order);
    // Each is larger than what is read after a jump.
    const values = keys.map((key) => ({ key: BigInt(key), value: new Uint8Array(70_000).fill(key) }));
    const written = writeShards(values, { ...many, data_encoding: 'raw' });
    const files = memoryFiles(new Map(written.map(({ name, bytes }) => [`by_id/${name}`, bytes])));
    let [bytesRead, found] = [0, 0];
    const open: typeof files.open = async (inside) => {
      const file = await files.open(inside);
      const count = async (offset: number, length: number) => {
        const bytes = await file.read(offset, length);
        bytesRead += bytes.length;
        return bytes;
      };
      return { ...file, read: count };
    };
    const reader = new PrecomputedReader({ ...files, open });
    await readShards(reader, 'by_id', many, async ({ keys, offsets, sizes }, shard) => {
      for (const [index, offset] of offsets.entries()) {
        const bytes = await shard.read(offset, sizes[index] ?? 0);
        if (bytes.length === 70_000 && bytes[0] === Number(keys[index]) % 256) found += 1;
      }
    });
    assert.is(found, 512);
    return bytesRead / (written[0]?.bytes.length ?? 0);
  };
  const minishard = (key: number) => key % 256;
  const inOrder = await read((a, b) => minishard(a) - minishard(b) || a - b);
  assert.ok(inOrder < 1.2, `${inOrder}`);
  const reversed = await read((a, b) => minishard(b) - minishard(a) || a - b);
  assert.ok(reversed < 2.1, `${reversed}`);
});

test('of a sample only what it selects is looked at', async () => {
  const numbers: number[] = [];
  const sample: ReadOptions['sample'] = (items) => items.slice(-1);
  await read(shards, ({ number }) => numbers.push(number), { sample });
  assert.is(numbers.length, shards.size);
});

test('a damaged shard gives an error of ours or what is left, and never more bytes than there are', async () => {
  const random = createRandom(5);
  const [name = ''] = shards.keys();
  const bytes = shards.get(name) ?? new Uint8Array();
  for (let round = 0; round < 400; round++) {
    const changed = random.uniform() < 0.3 ? bytes.slice(0, random.integer(bytes.length)) : bytes.slice();
    for (let flips = random.integer(4); flips >= 0; flips--) {
      const at = random.integer(Math.max(1, changed.length));
      changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(8));
    }
    const check = ({ offsets, sizes }: Minishard) => {
      for (const [index, size] of sizes.entries()) {
        assert.ok((offsets[index] ?? 0) + size <= changed.length && size >= 0);
      }
    };
    const files = new Map([[name, changed]]);
    await read(files, check, { report: (_aspect, _inside, issue) => assert.instance(issue, FormatError) });
    try {
      await read(files, check);
    } catch (error) {
      assert.instance(error, FormatError, `round ${round}: ${error}`);
    }
  }
});

test.run();
