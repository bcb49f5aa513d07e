import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { bytesOf, fillPlanes, guardedPlanes, place } from './support/memory.js';
import { normal, random } from './support/random.js';

const test = suite('kernels: projections and zeros');
const kernels = await loadKernels();

test('sums planes in float32', () => {
  const next = random(41);
  for (const columns of [1, 3, 4, 5, 31, 64]) {
    kernels.arena.reset();
    const extent = { planes: 1, rows: 3, columns };
    const target = guardedPlanes(kernels, extent, 4, { row: 20, plane: 0 });
    fillPlanes(kernels, target, extent, new Uint8Array(12 * columns));
    const expected = new Float32Array(3 * columns);
    for (let plane = 0; plane < 40; plane++) {
      const samples = Float32Array.from({ length: 3 * columns }, () => normal(next));
      const source = guardedPlanes(kernels, extent, 4, { row: 8, plane: 0 });
      fillPlanes(kernels, source, extent, bytesOf(samples));
      kernels.accumulate(source, target, extent);
      samples.forEach((sample, index) => {
        expected[index] = Math.fround((expected[index] ?? 0) + sample);
      });
    }
    assert.equal(new Float32Array(target.read().buffer), expected);
  }
});

test('marks where any plane is above 0', () => {
  kernels.arena.reset();
  const extent = { planes: 1, rows: 1, columns: 5 };
  const target = guardedPlanes(kernels, extent, 1);
  fillPlanes(kernels, target, extent, new Uint8Array(5));
  const mark = (samples: Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>) => {
    const type =
      samples instanceof Float32Array ? 'float32' : samples instanceof Int8Array ? 'int8' : 'uint16';
    const offset = place(kernels, bytesOf(samples));
    kernels.accumulateAnySet({ offset, rowStride: samples.byteLength }, type, target, extent);
    return [...target.read()];
  };
  assert.equal(mark(Int8Array.of(0, -1, 0, 1, 0)), [0, 0, 0, 1, 0]);
  assert.equal(mark(Uint16Array.of(40_000, 0, 0, 0, 0)), [1, 0, 0, 1, 0]);
  assert.equal(mark(Float32Array.of(0, -0.5, 0.25, 0, Number.NaN)), [1, 0, 1, 1, 0]);
});

test('finds any byte that is not 0', () => {
  for (const columns of [1, 15, 63, 64, 65, 200]) {
    kernels.arena.reset();
    const extent = { planes: 1, rows: 2, columns };
    const rows = guardedPlanes(kernels, extent, 1, { row: 9, plane: 0 });
    const zeros = new Uint8Array(2 * columns);
    fillPlanes(kernels, rows, extent, zeros);
    assert.is(kernels.isZero(rows, extent), true);
    for (let index = 0; index < zeros.length; index++) {
      fillPlanes(kernels, rows, extent, zeros.with(index, 128));
      assert.is(kernels.isZero(rows, extent), false, `${index} of ${columns}`);
    }
  }
});

test.run();
