import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  chunkAt,
  chunksAcross,
  chunksOf,
  copyOverlap,
  gridOf,
  offsetIn,
  overlap,
  voxelCount,
  voxelIn,
} from '../../src/volume/chunk-grid.js';
import type { Shape } from '../../src/volume/volume.js';

const test = suite('chunk grids');

const shape: Shape = [5, 9, 14];
const chunk: Shape = [2, 4, 14];

test('cut chunks where the array ends', () => {
  assert.equal(gridOf(shape, chunk), [3, 3, 1]);
  assert.equal(chunkAt([2, 2, 0], shape, chunk), { index: [2, 2, 0], origin: [4, 8, 0], extent: [1, 1, 14] });
  const places = [...chunksOf(shape, chunk)];
  assert.is(places.length, 9);
  assert.is(
    places.reduce((sum, { extent }) => sum + voxelCount(extent), 0),
    voxelCount(shape),
  );
});

test('find the chunks that a region has a part in', () => {
  const region = { origin: [1, 3, 2], extent: [2, 5, 1] } as const;
  assert.equal(
    [...chunksAcross(region, chunk)],
    [
      [0, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [1, 1, 0],
    ],
  );
});

test('number the voxels of a region', () => {
  const region = { origin: [1, 2, 3], extent: [2, 3, 4] } as const;
  for (let index = 0; index < 24; index++) assert.is(offsetIn(region, voxelIn(region, index)), index);
});

test('copy what two regions share', () => {
  const source = { region: { origin: [0, 0, 0], extent: [2, 2, 3] } as const, values: new Uint8Array(12) };
  source.values.set(source.values.map((_, index) => index + 1));
  const target = { region: { origin: [1, -1, 1], extent: [1, 3, 3] } as const, values: new Uint8Array(9) };
  copyOverlap(source, target, 1);
  assert.equal([...target.values], [0, 0, 0, 8, 9, 0, 11, 12, 0]);
  assert.ok(overlap(source.region, { origin: [2, 0, 0], extent: [1, 1, 1] }).extent[0] <= 0);
});

test('copy rows that are whole in both regions', () => {
  const source = {
    region: { origin: [1, 0, 4], extent: [2, 2, 3] },
    values: Uint8Array.from({ length: 12 }, (_, at) => at + 1),
  } as const;
  const target = { region: { origin: [0, 1, 4], extent: [2, 2, 3] }, values: new Uint8Array(12) } as const;
  copyOverlap(source, target, 1);
  assert.equal([...target.values], [0, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0]);
  copyOverlap({ ...source, region: { origin: [0, 1, 4], extent: [2, 2, 3] } }, target, 1);
  assert.equal([...target.values], [...source.values]);
});

test.run();
