import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import type { PointsDescription } from '../../src/neuroglancer/annotation-info.js';
import type { Sharding } from '../../src/neuroglancer/sharding.js';
import { type PrecomputedPoint, writePointDirectory } from '../../src/neuroglancer/write-point-directory.js';
import { gzip } from '../../src/storage/gzip.js';
import { longOf } from '../support/long.js';
import { memoryDirectory, memorySpill } from './support/memory-directory.js';
import { writeShards } from './support/write-shards.js';

const test = suite('precomputed points');

const white = [255, 255, 255] as const;
const upright = [1, 0, 0, 0, 1, 0, 0, 0, 1];
const turned = [0, -1, 0, 1, 0, 0, 0, 0, 1];
const points = [
  { x: 1.5, y: 2.25, z: 3, rotation: upright, name: 0, color: white },
  { x: 10, y: 20, z: 30, rotation: turned, name: 0, color: white },
];
const ribosomes = { diameter: 250, resolution: 1.348, names: ['ribosome'] };

type Points = readonly PrecomputedPoint[];

async function made(batches: readonly Points[], description: PointsDescription) {
  const directory = memoryDirectory();
  const spill = memorySpill();
  const written = await writePointDirectory(
    (async function* () {
      yield* batches;
    })(),
    description,
    directory,
    spill,
    gzip,
  );
  const bytes = (path: string) => directory.files.get(path) ?? Buffer.alloc(0);
  const info = JSON.parse(bytes('info').toString());
  return { written, paths: [...directory.files.keys()].sort(), bytes, info, spilled: spill.parts };
}

/** Returns the record of an id, found through the indices of the shard. */
function recordById(shard: Buffer, id: number): string {
  const start = Number(shard.readBigUInt64LE(id * 16));
  const end = Number(shard.readBigUInt64LE(id * 16 + 8));
  const base = 1024 * 16;
  const index = gunzipSync(shard.subarray(base + start, base + end));
  const [offset, size] = [Number(index.readBigUInt64LE(8)), Number(index.readBigUInt64LE(16))];
  return shard.subarray(base + offset, base + offset + size).toString('hex');
}

/** Returns distinct points all over the volume, in batches of uneven lengths. */
function manyBatches(count: number): Points[] {
  const random = createRandom(5);
  const all = Array.from({ length: count }, (_, index): PrecomputedPoint => {
    const rotation = Array.from({ length: 9 }, () => random.uniform() - 0.5);
    const [x, y, z] = [random.between(0, 4000), random.between(0, 4000), random.between(-200, 800)];
    return { x, y, z, rotation, name: index % 3, color: [index % 256, (index >> 8) % 256, 7] };
  });
  const batches: Points[] = [];
  for (let at = 0, length = 1; at < count; at += length, length = (length * 7) % 1009) {
    batches.push(all.slice(at, at + length));
  }
  return batches;
}

/** Makes the same files in a simple way, completely in memory. */
function plainTwin(points: Points, isOriented: boolean, diameter: number) {
  const records = points.flatMap(({ x, y, z, rotation, name, color }, index) => {
    const start = [x, y, z];
    const lines = isOriented ? [0, 1, 2] : [null];
    return lines.map((axis) => {
      const end =
        axis === null
          ? []
          : start.map((value, row) => value + diameter * 1.5 * (rotation?.[3 * row + axis] ?? 0));
      const line = axis === null ? [] : [0, 1, 2].map((other) => (other === axis ? 255 : 0));
      const bytes = Buffer.alloc(4 * Math.ceil(start.length + end.length + 2 + (4 + line.length) / 4));
      let at = 0;
      for (const value of [...start, ...end, diameter, index]) at = bytes.writeFloatLE(value, at);
      bytes.set([name, ...color, ...line], at);
      const places = axis === null ? [start] : [start, end];
      return { places, bytes };
    });
  });
  const sharding: Sharding = {
    hash: 'identity',
    preshift_bits: 0,
    minishard_bits: 10,
    shard_bits: 0,
    minishard_index_encoding: 'gzip',
    data_encoding: 'raw',
  };
  const [shard] = writeShards(
    records.map(({ bytes }, index) => ({ key: BigInt(index), value: bytes })),
    sharding,
  );
  const ids = Buffer.from(BigUint64Array.from(records, (_, index) => BigInt(index)).buffer);
  const count = Buffer.from(BigUint64Array.of(BigInt(records.length)).buffer);
  const bound = (pick: (a: number, b: number) => number) => {
    const found = [...(records[0]?.places[0] ?? [])];
    for (const { places } of records)
      for (const place of places)
        for (const axis of [0, 1, 2]) found[axis] = pick(found[axis]!, place[axis]!);
    return found;
  };
  return {
    cell: Buffer.concat([count, ...records.map(({ bytes }) => bytes), ids]),
    shard: Buffer.from(shard?.bytes ?? []),
    lower: bound(Math.min),
    upper: bound(Math.max),
  };
}

test('points', async () => {
  const { paths, bytes, info } = await made([points], { ...ribosomes, isOriented: false });
  assert.equal(paths, ['by_id/0.shard', 'info', 'spatial0/0_0_0']);
  const records = [
    '0000c03f00001040000040400000c8410000000000ffffff',
    '000020410000a0410000f0410000c8410000803f00ffffff',
  ];
  const cell = bytes('spatial0/0_0_0');
  assert.is(cell.length, 72);
  assert.is(cell.toString('hex'), `0200000000000000${records.join('')}00000000000000000100000000000000`);
  assert.equal(
    [0, 1].map((id) => recordById(bytes('by_id/0.shard'), id)),
    records,
  );
  assert.equal(info.lower_bound, [1.5, 2.25, 3]);
  assert.equal(info.upper_bound, [10, 20, 30]);
  assert.equal(info.spatial[0].chunk_size, [8.5, 17.75, 27]);
  assert.is(info.spatial[0].limit, 2);
  assert.is(info.annotation_type, 'point');
});

test('oriented points are three lines each, within bounds that hold them all', async () => {
  const { bytes, info } = await made([points], { ...ribosomes, isOriented: true });
  const shard = bytes('by_id/0.shard');
  assert.is(
    recordById(shard, 0),
    '0000c03f000010400000404000001c4200001040000040400000c8410000000000ffffffff000000',
  );
  assert.is(
    recordById(shard, 4),
    '000020410000a0410000f0410000dcc10000a0410000f0410000c8410000803f00ffffff00ff0000',
  );
  assert.is(bytes('spatial0/0_0_0').length, 296);
  assert.equal(info.lower_bound, [-27.5, 2.25, 3]);
  assert.equal(info.upper_bound, [39, 57.5, 67.5]);
  assert.is(info.spatial[0].limit, 6);
});

test('more than 255 names take two bytes', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `name ${index}`);
  const { bytes } = await made([[{ x: 1.5, y: 2.25, z: 3, name: 258, color: white }]], {
    ...ribosomes,
    names,
    isOriented: false,
  });
  assert.is(
    recordById(bytes('by_id/0.shard'), 0),
    '0000c03f00001040000040400000c841000000000201ffffff000000',
  );
});

test('no points at all make a directory that the viewer opens', async () => {
  const { paths, info, bytes } = await made([], { ...ribosomes, isOriented: false });
  assert.equal(info.lower_bound, [0, 0, 0]);
  assert.equal(info.spatial[0].chunk_size, [1, 1, 1]);
  assert.is(info.spatial[0].limit, 1);
  assert.is(bytes('spatial0/0_0_0').toString('hex'), '0000000000000000');
  assert.equal(paths, ['info', 'spatial0/0_0_0']);
});

for (const [isOriented, count, spilled] of [
  [false, 20_001, []],
  [false, 98_304, []],
  [false, 100_000, [2_359_296, 40_704]],
  [true, 33_000, [3_932_160, 27_840]],
] as const) {
  const add = count > 50_000 ? longOf(test) : test;
  add(`${count} ${isOriented ? 'oriented ' : ''}points are the same as made in memory`, async () => {
    const batches = manyBatches(count);
    const description = { diameter: 250, resolution: 1.348, names: ['a', 'b', 'c'], isOriented };
    const streamed = await made(batches, description);
    const twin = plainTwin(batches.flat(), isOriented, 25);
    assert.ok(streamed.bytes('spatial0/0_0_0').equals(twin.cell));
    assert.ok(streamed.bytes('by_id/0.shard').equals(twin.shard));
    assert.equal(streamed.info.lower_bound, twin.lower);
    assert.equal(streamed.info.upper_bound, twin.upper);
    assert.is(streamed.info.spatial[0].limit, isOriented ? 3 * count : count);
    assert.equal(streamed.spilled, spilled);
    assert.is(streamed.written, twin.cell.length + twin.shard.length + streamed.bytes('info').length);
  });
}

test('nothing is left of a file when the points fail', async () => {
  const directory = memoryDirectory();
  const failing = (async function* () {
    yield points;
    throw new Error('the points end here');
  })();
  const description = { ...ribosomes, isOriented: true };
  try {
    await writePointDirectory(failing, description, directory, memorySpill(), gzip);
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'the points end here');
  }
  assert.equal([...directory.files.keys()], []);
});

test.run();
