import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { describeError } from '../../src/base/messages.js';
import {
  anySetResizer,
  axisOverlaps,
  nearestResizer,
  nearestVoxels,
  openResizedMask,
  type Plane,
  type PlaneResizer,
  thresholdResizer,
} from '../../src/volume/resize-mask.js';
import { openRows } from '../../src/volume/source/open-volume.js';
import type { Shape } from '../../src/volume/volume.js';
import { seededIntegers } from '../formats/support/mangle.js';
import { MemoryStorage, withOtherBytes } from '../pipeline/support/memory-storage.js';

const test = suite('resizing masks');

const shapes: [Shape, Shape][] = [
  [
    [5, 7, 9],
    [10, 14, 18],
  ],
  [
    [10, 14, 18],
    [5, 7, 9],
  ],
  [
    [5, 7, 9],
    [8, 7, 13],
  ],
  [
    [3, 4, 3],
    [20, 1, 2],
  ],
];

const size = ([z, y, x]: Shape) => z * y * x;

async function resized<Source extends Plane>(
  resizer: PlaneResizer<Source>,
  values: Source,
  from: Shape,
  to: Shape,
): Promise<number[]> {
  const plane = from[1] * from[2];
  const read = async (z: number) => values.subarray(z * plane, (z + 1) * plane) as Source;
  const result: number[] = [];
  for (let z = 0; z < to[0]; z++) result.push(...(await resizer(z, read)));
  return result;
}

/** Returns the share of target voxel `index` that source voxel `voxel` covers, by definition. */
function share(from: number, to: number, index: number, voxel: number): number {
  const [start, end] = [(index * from) / to, ((index + 1) * from) / to];
  return Math.max(0, Math.min(end, voxel + 1) - Math.max(start, voxel)) / (end - start);
}

/** The local mean of every target voxel, straight from its definition. */
function means(values: ArrayLike<number>, from: Shape, to: Shape): number[] {
  return Array.from({ length: size(to) }, (_, index) => {
    const [z, y, x] = [Math.floor(index / (to[1] * to[2])), Math.floor(index / to[2]) % to[1], index % to[2]];
    let sum = 0;
    for (let sourceZ = 0; sourceZ < from[0]; sourceZ++) {
      for (let sourceY = 0; sourceY < from[1]; sourceY++) {
        for (let sourceX = 0; sourceX < from[2]; sourceX++) {
          const value = values[(sourceZ * from[1] + sourceY) * from[2] + sourceX]!;
          const part = share(from[0], to[0], z, sourceZ) * share(from[1], to[1], y, sourceY);
          sum += part * share(from[2], to[2], x, sourceX) * value;
        }
      }
    }
    return sum;
  });
}

for (const [from, to] of shapes) {
  const below = seededIntegers(from[0] + 10 * to[0]);

  test(`a mask of ${from} at ${to} is set where its mean is above 0`, async () => {
    const mask = Uint8Array.from({ length: size(from) }, () => (below(10) < 2 ? 1 : 0));
    const expected = means(mask, from, to).map((mean) => (mean > 1e-12 ? 1 : 0));
    assert.equal(await resized(anySetResizer(from, to), mask, from, to), expected);
  });

  test(`values of ${from} at ${to} are compared after the mean`, async () => {
    const values = Float32Array.from({ length: size(from) }, () => below(1000) / 1000);
    const expected = means(values, from, to).map((mean) => (mean >= 0.4567 ? 1 : 0));
    assert.equal(await resized(thresholdResizer(from, to, 0.4567), values, from, to), expected);
  });

  test(`labels of ${from} at ${to} are those of the nearest voxels`, async () => {
    const labels = Uint16Array.from({ length: size(from) }, (_, index) => index);
    const found = await resized(nearestResizer(from, to), labels, from, to);
    found.forEach((label, index) => {
      const place = [Math.floor(index / (to[1] * to[2])), Math.floor(index / to[2]) % to[1], index % to[2]];
      const source = [
        Math.floor(label / (from[1] * from[2])),
        Math.floor(label / from[2]) % from[1],
        label % from[2],
      ];
      for (const axis of [0, 1, 2] as const) {
        const centre = ((place[axis]! + 0.5) * from[axis]) / to[axis];
        assert.ok(Math.abs(centre - (source[axis]! + 0.5)) <= 0.5, `${place} from ${source}`);
      }
    });
  });
}

test('shares of an axis', () => {
  const exact = (value: number) => value;
  assert.equal(axisOverlaps(2, 2, exact), [
    { first: 0, shares: [1] },
    { first: 1, shares: [1] },
  ]);
  assert.equal(axisOverlaps(4, 2, exact), [
    { first: 0, shares: [0.5, 0.5] },
    { first: 2, shares: [0.5, 0.5] },
  ]);
  assert.equal(axisOverlaps(3, 2, exact), [
    { first: 0, shares: [1 / 1.5, 0.5 / 1.5] },
    { first: 1, shares: [0.5 / 1.5, 1 / 1.5] },
  ]);
  for (const [from, to] of [
    [1000, 927],
    [7, 1],
    [1, 7],
  ] as const) {
    const overlaps = axisOverlaps(from, to, Math.fround);
    assert.is(overlaps.length, to);
    for (const { first, shares } of overlaps) {
      assert.ok(first >= 0 && first + shares.length <= from && shares.length > 0);
      assert.ok(Math.abs(shares.reduce((sum, part) => sum + part, 0) - 1) < 1e-5);
    }
  }
  assert.equal(nearestVoxels(2, 5), [0, 0, 1, 1, 1]);
  assert.equal(nearestVoxels(5, 2), [1, 3]);
});

test('values that are the threshold are set, whatever float32 makes of it', async () => {
  for (const threshold of [0.1, 0.3, 0.7, 1]) {
    for (const to of [
      [4, 4, 4],
      [8, 8, 8],
      [2, 2, 2],
    ] satisfies Shape[]) {
      const all = await resized(
        thresholdResizer([4, 4, 4], to, threshold),
        new Float32Array(64).fill(threshold),
        [4, 4, 4],
        to,
      );
      assert.ok(
        all.every((set) => set === 1),
        `${threshold} to ${to}`,
      );
    }
  }
});

test('a mask whose nearest voxels are of some planes is compared with its checksum all the same', async () => {
  const bytes = encodeMrc(
    { shape: [6, 4, 4], values: new Float32Array(96).fill(1) },
    { mode: 1, voxelSize: 10 },
  );
  const source = await openRows(withOtherBytes(new MemoryStorage('in', { 'a.mrc': bytes })), 'a.mrc');
  const failure = await openResizedMask(source, { shape: [3, 2, 2], rule: null }).catch((error) => error);
  assert.is(describeError(failure), 'in/a.mrc: other bytes');
});

test.run();
