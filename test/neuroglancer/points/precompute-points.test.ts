import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { precomputePoints } from '../../../src/neuroglancer/points/index.js';

const test = suite('precomputed points');

const white = [255, 255, 255] as const;
const upright = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const turned = [
  [0, -1, 0],
  [1, 0, 0],
  [0, 0, 1],
];
const points = [
  { x: 1.5, y: 2.25, z: 3, rotation: upright, name: 0, color: white },
  { x: 10, y: 20, z: 30, rotation: turned, name: 0, color: white },
];
const ribosomes = { diameter: 250, resolution: 1.348, names: ['ribosome'] };

function made(...parameters: Parameters<typeof precomputePoints>) {
  const files = new Map(precomputePoints(...parameters).map(({ path, bytes }) => [path, bytes]));
  const bytes = (path: string) => Buffer.from(files.get(path) ?? new Uint8Array());
  return { paths: [...files.keys()], bytes, info: JSON.parse(bytes('info').toString()) };
}

/** The record of an id, found through the shard's indices. */
function recordById(shard: Buffer, id: number): string {
  const start = Number(shard.readBigUInt64LE(id * 16));
  const end = Number(shard.readBigUInt64LE(id * 16 + 8));
  const base = 1024 * 16;
  const index = gunzipSync(shard.subarray(base + start, base + end));
  const [offset, size] = [Number(index.readBigUInt64LE(8)), Number(index.readBigUInt64LE(16))];
  return gunzipSync(shard.subarray(base + offset, base + offset + size)).toString('hex');
}

test('points', () => {
  const { paths, bytes, info } = made(points, { ...ribosomes, isOriented: false });
  assert.equal(paths, ['info', 'spatial0/0_0_0', 'by_id/0.shard']);
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

test('oriented points are three lines each, within bounds that hold them all', () => {
  const { bytes, info } = made(points, { ...ribosomes, isOriented: true });
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

test('more than 255 names take two bytes', () => {
  const names = Array.from({ length: 300 }, (_, index) => `name ${index}`);
  const { bytes } = made([{ x: 1.5, y: 2.25, z: 3, name: 258, color: white }], {
    ...ribosomes,
    names,
    isOriented: false,
  });
  assert.is(
    recordById(bytes('by_id/0.shard'), 0),
    '0000c03f00001040000040400000c841000000000201ffffff000000',
  );
});

test('no points at all make a directory that the viewer opens', () => {
  const { info, bytes } = made([], { ...ribosomes, isOriented: false });
  assert.equal(info.lower_bound, [0, 0, 0]);
  assert.equal(info.spatial[0].chunk_size, [1, 1, 1]);
  assert.is(info.spatial[0].limit, 1);
  assert.is(bytes('spatial0/0_0_0').length, 8);
});

test.run();
