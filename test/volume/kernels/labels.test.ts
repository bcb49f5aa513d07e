import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeSegmentationChunk } from '../../../src/neuroglancer/compressed-segmentation.js';
import { kernelLabels } from '../../../src/pipeline/precompute/mask-chunk.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { encodeLabels } from '../../neuroglancer/support/array-labels.js';
import { fillPlanes, guardedPlanes } from './support/memory.js';
import { random } from './support/random.js';
import { labelBoundsTwin } from './twins/labels.js';

const test = suite('kernels: labels');
const kernels = await loadKernels();

type Shape = readonly [z: number, y: number, x: number];

/** Labels in runs along x, as masks have them, of which some are single voxels. */
function runsOf(
  [planes, rows, columns]: Shape,
  labels: readonly number[],
  seed: number,
): Uint16Array<ArrayBuffer> {
  const next = random(seed);
  const values = new Uint16Array(planes * rows * columns);
  let [label, left] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    if (left-- <= 0) {
      label = labels[Math.floor(next() * labels.length)] as number;
      left = next() < 0.3 ? 0 : Math.floor(next() * 40);
    }
    values[at] = label;
  }
  return values;
}

function place(values: Uint16Array<ArrayBuffer>, [planes, rows, columns]: Shape) {
  kernels.arena.reset();
  const extent = { planes, rows, columns };
  const voxels = guardedPlanes(kernels, extent, 2, { row: 6, plane: 10 });
  fillPlanes(kernels, voxels, extent, new Uint8Array(values.buffer));
  return { voxels, extent };
}

const shapes: readonly Shape[] = [
  [1, 1, 1],
  [2, 3, 7],
  [3, 4, 8],
  [2, 5, 9],
  [4, 3, 70],
  [9, 10, 33],
];
const palettes: readonly (readonly number[])[] = [
  [0],
  [7],
  [0, 65_535],
  [0, 3, 4],
  [1, 2, 300, 5, 9, 40_000],
  Array.from({ length: 400 }, (_, index) => (index * 163) % 65_536),
];

test('bounds of every label, in the order in which they come', () => {
  for (const shape of shapes) {
    for (const [seed, palette] of palettes.entries()) {
      const values = runsOf(shape, palette, seed);
      const { voxels, extent } = place(values, shape);
      assert.equal(
        [...kernels.labelBounds(voxels, extent)],
        [...labelBoundsTwin(values, shape)],
        `${shape}, ${seed}`,
      );
      voxels.read();
    }
  }
});

test('distinct labels, ascending', () => {
  for (const shape of shapes) {
    for (const [seed, palette] of palettes.entries()) {
      const values = runsOf(shape, palette, seed);
      const { voxels, extent } = place(values, shape);
      const expected = [...new Set(values)].sort((first, second) => first - second);
      assert.equal([...kernels.distinctLabels(voxels, extent)], expected, `${shape}, ${seed}`);
      voxels.read();
    }
  }
});

test('chunks are encoded as the twin encodes them, with blocks that are cut', () => {
  for (const shape of shapes) {
    for (const [seed, palette] of palettes.entries()) {
      const values = runsOf(shape, palette, seed);
      for (const block of [
        [2, 2, 2],
        [4, 3, 8],
        [8, 8, 16],
        [64, 64, 64],
      ] as const) {
        const { voxels } = place(values, shape);
        assert.equal(
          encodeSegmentationChunk(kernelLabels(kernels, voxels), shape, block),
          encodeLabels(values, shape, block),
          `${shape}, ${seed}, ${block}`,
        );
        voxels.read();
      }
    }
  }
});

test('all labels at once', () => {
  const shape = [16, 64, 64] as const;
  const values = Uint16Array.from({ length: 65_536 }, (_, index) => (index * 40_503) % 65_536);
  const { voxels, extent } = place(values, shape);
  const labels = kernels.distinctLabels(voxels, extent);
  assert.is(labels.length, 65_536);
  assert.is(kernels.labelBounds(voxels, extent).size, 65_535);
  const words = kernels.packLabels(voxels, extent, { labels, bits: 16, block: extent });
  assert.equal(new Uint16Array(words.buffer), values);
});

test('nothing has no labels, and blocks outside the memory are refused', () => {
  kernels.arena.reset();
  const voxels = { offset: kernels.arena.allocate(64), rowStride: 16, planeStride: 32 };
  assert.is(kernels.labelBounds(voxels, { planes: 0, rows: 1, columns: 1 }).size, 0);
  assert.is(kernels.distinctLabels(voxels, { planes: 1, rows: 0, columns: 4 }).length, 0);
  const large = { planes: 3, rows: 2, columns: 8 };
  assert.throws(() => kernels.labelBounds(voxels, large), RangeError);
  assert.throws(() => kernels.distinctLabels(voxels, large), RangeError);
  const packing = { labels: Uint32Array.of(0), bits: 1, block: large };
  assert.throws(() => kernels.packLabels(voxels, large, packing), RangeError);
  const small = { planes: 1, rows: 1, columns: 4 };
  assert.throws(() => kernels.packLabels(voxels, small, { ...packing, bits: 3 }), RangeError);
  assert.throws(
    () => kernels.packLabels(voxels, small, { ...packing, block: { ...small, columns: 2 } }),
    RangeError,
  );
});

test.run();
