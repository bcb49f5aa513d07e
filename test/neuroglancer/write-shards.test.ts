import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  MinishardSorter,
  type SequenceSharding,
  sequenceShard,
} from '../../src/neuroglancer/write-shards.js';
import { gzip } from '../../src/storage/gzip.js';
import { memorySpill } from './support/memory-directory.js';
import { writeShards } from './support/write-shards.js';

const test = suite('records in the order of minishards');

const sharding: SequenceSharding = {
  hash: 'identity',
  preshift_bits: 0,
  minishard_bits: 2,
  shard_bits: 0,
  minishard_index_encoding: 'raw',
  data_encoding: 'raw',
};

/** Returns records of eight bytes, each with its number. */
function records(from: number, to: number): Uint8Array {
  return new Uint8Array(BigUint64Array.from({ length: to - from }, (_, at) => BigInt(from + at)).buffer);
}

/** Returns the numbers of records in the order of a sorter with 4 minishards that received them in pieces. */
async function sort(...ends: number[]): Promise<{ order: number[]; spilled: readonly number[] }> {
  const spill = memorySpill();
  const sorter = new MinishardSorter(8, 4, spill);
  for (const [at, end] of ends.entries()) await sorter.add(records(ends[at - 1] ?? 0, end));
  const order: number[] = [];
  for await (const piece of sorter.sorted()) {
    for (const value of new BigUint64Array(Uint8Array.from(piece).buffer)) order.push(Number(value));
  }
  return { order, spilled: spill.parts };
}

test('one piece stays in memory', async () => {
  assert.equal(await sort(6), { order: [0, 4, 1, 5, 2, 3], spilled: [] });
});

test('several are put together', async () => {
  assert.equal(await sort(8, 16, 18), {
    order: [0, 4, 8, 12, 16, 1, 5, 9, 13, 17, 2, 6, 10, 14, 3, 7, 11, 15],
    spilled: [64, 64, 16],
  });
});

test('fewer records than minishards, and none', async () => {
  assert.equal((await sort(3)).order, [0, 1, 2]);
  assert.equal((await sort(4, 5)).order, [0, 4, 1, 2, 3]);
  assert.equal((await sort()).order, []);
});

test('a shard of a sequence is that of its entries', async () => {
  for (const minishard_index_encoding of ['raw', 'gzip'] as const) {
    for (const count of [1, 3, 4, 5, 18]) {
      const layout = sequenceShard(count, 8, { ...sharding, minishard_index_encoding }, gzip);
      const { order } = await sort(count);
      const values = order.flatMap((number) => [...records(number, number + 1)]);
      const [shard] = writeShards(
        Array.from({ length: count }, (_, key) => ({ key: BigInt(key), value: records(key, key + 1) })),
        { ...sharding, minishard_index_encoding },
      );
      assert.is(layout.name, shard?.name);
      assert.is(layout.size, shard?.bytes.length);
      const whole = Buffer.concat([layout.head, Uint8Array.from(values), layout.tail]);
      assert.is(whole.toString('hex'), Buffer.from(shard?.bytes ?? []).toString('hex'));
    }
  }
});

test.run();
