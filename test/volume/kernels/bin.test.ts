import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Extent3 } from '../../../src/volume/kernels/blocks.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import type { BinningEdge } from '../../../src/volume/volume.js';
import { bytesOf, fillPlanes, guardedPlanes } from './support/memory.js';
import { normal, random } from './support/random.js';
import { binAnySetTwin, binEverySecondTwin, binMeanTwin } from './twins/bin.js';

const test = suite('kernels: binning');
const kernels = await loadKernels();
const edges: readonly BinningEdge[] = ['mean', 'zero'];

const extents: readonly Extent3[] = [
  ...Array.from({ length: 70 }, (_, columns) => ({ planes: 2, rows: 2, columns: columns + 1 })),
  ...[1, 2, 3, 5].flatMap((planes) =>
    [1, 2, 3, 6].flatMap((rows) => [1, 2, 7, 16, 33].map((columns) => ({ planes, rows, columns }))),
  ),
];

function bin<T extends Float32Array | Int8Array | Uint16Array>(
  samples: T,
  extent: Extent3,
  targetPlanes: number,
  run: (source: ReturnType<typeof guardedPlanes>, target: ReturnType<typeof guardedPlanes>) => void,
): ArrayBuffer {
  kernels.arena.reset();
  const size = samples.BYTES_PER_ELEMENT;
  const source = guardedPlanes(kernels, extent, size, { row: 8, plane: 32 });
  fillPlanes(kernels, source, extent, bytesOf(samples as Float32Array<ArrayBuffer>));
  const target = guardedPlanes(
    kernels,
    { planes: targetPlanes, rows: Math.ceil(extent.rows / 2), columns: Math.ceil(extent.columns / 2) },
    size,
    { row: 4, plane: 16 },
  );
  run(source, target);
  return target.read().buffer;
}

const voxels = ({ planes, rows, columns }: Extent3) => planes * rows * columns;

for (const edge of edges) {
  test(`2×2×2 mean, edge ${edge}`, () => {
    const next = random(21);
    for (const extent of extents) {
      const samples = Float32Array.from({ length: voxels(extent) }, () => 50 * normal(next));
      const binned = bin(samples, extent, Math.ceil(extent.planes / 2), (source, target) =>
        kernels.binMean(source, target, extent, edge),
      );
      assert.equal(new Float32Array(binned), binMeanTwin(samples, extent, 2, edge), JSON.stringify(extent));
    }
  });

  test(`1×2×2 mean, edge ${edge}`, () => {
    const next = random(22);
    for (const extent of extents) {
      const samples = Float32Array.from({ length: voxels(extent) }, () => 50 * normal(next));
      const binned = bin(samples, extent, extent.planes, (source, target) =>
        kernels.binMeanInPlane(source, target, extent, edge),
      );
      assert.equal(new Float32Array(binned), binMeanTwin(samples, extent, 1, edge), JSON.stringify(extent));
    }
  });

  test(`the sign of zero, edge ${edge}`, () => {
    for (const columns of [1, 7, 8, 9]) {
      for (const planes of [1, 2]) {
        for (const rows of [1, 2]) {
          const extent = { planes, rows, columns };
          const samples = new Float32Array(voxels(extent)).fill(-0);
          const binned = bin(samples, extent, 1, (source, target) =>
            kernels.binMean(source, target, extent, edge),
          );
          const twin = binMeanTwin(samples, extent, 2, edge);
          assert.ok(new Float32Array(binned).every((value, index) => Object.is(value, twin[index])));
        }
      }
    }
  });
}

test('NaN and infinity go into the mean as they are', () => {
  const extent = { planes: 2, rows: 2, columns: 18 };
  const samples = new Float32Array(voxels(extent)).fill(1);
  samples[0] = Number.NaN;
  samples[5] = Number.POSITIVE_INFINITY;
  const binned = bin(samples, extent, 1, (source, target) => kernels.binMean(source, target, extent, 'mean'));
  assert.equal([...new Float32Array(binned)], [Number.NaN, 1, Number.POSITIVE_INFINITY, 1, 1, 1, 1, 1, 1]);
});

test('any set', () => {
  const next = random(23);
  for (const extent of extents) {
    for (const density of [0, 0.05, 0.5]) {
      const samples = Int8Array.from({ length: voxels(extent) }, () =>
        next() < density ? (next() < 0.5 ? 1 : -3) : 0,
      );
      const binned = bin(samples, extent, Math.ceil(extent.planes / 2), (source, target) =>
        kernels.binAnySet(source, target, extent),
      );
      assert.equal(new Int8Array(binned), binAnySetTwin(samples, extent), JSON.stringify(extent));
    }
  }
});

test('every second', () => {
  const next = random(24);
  for (const extent of extents) {
    const samples = Uint16Array.from({ length: voxels(extent) }, () => Math.floor(next() * 65_536));
    const binned = bin(samples, extent, Math.ceil(extent.planes / 2), (source, target) =>
      kernels.binEverySecond(source, target, extent),
    );
    assert.equal(new Uint16Array(binned), binEverySecondTwin(samples, extent), JSON.stringify(extent));
  }
});

test('refuses a target that is too small', () => {
  kernels.arena.reset();
  const source = { offset: kernels.arena.allocate(256), rowStride: 16, planeStride: 64 };
  const target = { offset: kernels.arena.allocate(64), rowStride: 8, planeStride: 16 };
  const extent = { planes: 4, rows: 4, columns: 4 };
  kernels.binMean(source, target, extent, 'mean');
  assert.throws(() => kernels.binMean(source, { ...target, planeStride: 8 }, extent, 'mean'), RangeError);
  assert.throws(() => kernels.binMean(source, { ...target, rowStride: 4 }, extent, 'mean'), RangeError);
  assert.throws(
    () => kernels.binMean(source, { ...target, offset: target.offset + 48 }, extent, 'mean'),
    RangeError,
  );
  assert.throws(() => kernels.binMean(source, target, { ...extent, planes: 12 }, 'mean'), RangeError);
});

test.run();
