import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { VoxelType } from '../../../src/volume/kernels/blocks.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import {
  finishStatistics,
  mergeStatistics,
  noStatistics,
  type PartialStatistics,
} from '../../../src/volume/kernels/statistics.js';
import { bytesOf, place } from './support/memory.js';
import { normal, random } from './support/random.js';
import { statisticsTwin } from './twins/statistics.js';

const test = suite('kernels: statistics');
const kernels = await loadKernels();

function measure(samples: Float32Array | Int8Array | Uint16Array, rows = 1): PartialStatistics {
  kernels.arena.reset();
  const type: VoxelType =
    samples instanceof Float32Array ? 'float32' : samples instanceof Int8Array ? 'int8' : 'uint16';
  const offset = place(kernels, bytesOf(samples as Float32Array<ArrayBuffer>));
  const columns = samples.length / rows;
  return kernels.measure({ offset, rowStride: columns * samples.BYTES_PER_ELEMENT }, { rows, columns }, type);
}

function assertClose(found: PartialStatistics, expected: PartialStatistics, relative: number) {
  assert.equal({ ...found, mean: 0, squares: 0 }, { ...expected, mean: 0, squares: 0 });
  const scale = Math.sqrt(expected.squares / Math.max(1, expected.count)) + Math.abs(expected.mean);
  assert.ok(
    Math.abs(found.mean - expected.mean) <= relative * scale,
    `mean ${found.mean}, expected ${expected.mean}`,
  );
  assert.ok(
    Math.abs(found.squares - expected.squares) <= relative * expected.squares,
    `squares ${found.squares}, expected ${expected.squares}`,
  );
}

test('all lengths', () => {
  const next = random(3);
  for (const length of [...Array.from({ length: 40 }, (_, n) => n), 4095, 4096, 4097, 9001]) {
    const samples = Float32Array.from({ length }, () => 100 + 3 * normal(next));
    assertClose(measure(samples), statisticsTwin(samples), 1e-12);
  }
});

test('int8 and uint16', () => {
  const next = random(4);
  for (const length of [0, 1, 17, 1024, 3001]) {
    const bytes = Int8Array.from({ length }, () => Math.floor(next() * 256) - 128);
    assertClose(measure(bytes), statisticsTwin(bytes), 1e-12);
    const words = Uint16Array.from({ length }, () => Math.floor(next() * 65_536));
    assertClose(measure(words), statisticsTwin(words), 1e-12);
  }
});

test('a small deviation on a large mean', () => {
  const next = random(5);
  const samples = Float32Array.from({ length: 100_000 }, () => 30_000 + 0.01 * normal(next));
  assertClose(measure(samples, 100), statisticsTwin(samples), 1e-10);
});

test('a first sample far from all others', () => {
  const next = random(6);
  const samples = Float32Array.from({ length: 20_000 }, (_, index) => (index === 0 ? 1e6 : normal(next)));
  assertClose(measure(samples, 10), statisticsTwin(samples), 1e-10);
});

test('rows of different levels', () => {
  const next = random(8);
  const samples = Float32Array.from(
    { length: 64_000 },
    (_, index) => 1000 * Math.floor(index / 1000) + normal(next),
  );
  assertClose(measure(samples, 64), statisticsTwin(samples), 1e-12);
});

test('equal samples have no deviation', () => {
  const found = measure(new Float32Array(10_007).fill(0.1));
  assert.is(found.squares, 0);
  assert.is(found.mean, Math.fround(0.1));
});

test('the largest float32 values do not overflow', () => {
  const samples = Float32Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? 3.4e38 : -3.4e38));
  assertClose(measure(samples), statisticsTwin(samples), 1e-12);
});

test('NaN and infinity are counted and left out', () => {
  const next = random(9);
  for (const length of [1, 4, 5, 64, 5000, 9000]) {
    const samples = Float32Array.from({ length }, (_, index) => {
      if (index % 7 === 0) return Number.NaN;
      if (index % 11 === 3) return index % 2 === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      return 5 + normal(next);
    });
    assertClose(measure(samples), statisticsTwin(samples), 1e-12);
  }
});

test('parts merge into the whole', () => {
  const next = random(10);
  const samples = Float32Array.from({ length: 50_000 }, (_, index) => index / 1000 + normal(next));
  samples[40_000] = Number.NaN;
  let merged = noStatistics;
  for (let start = 0; start < samples.length; start += 700) {
    merged = mergeStatistics(merged, measure(samples.slice(start, start + 700)));
  }
  assertClose(merged, statisticsTwin(samples), 1e-12);
});

test('ten thousand million voxels merge within 1e-9', () => {
  const unit = { ...noStatistics, count: 4_194_304, min: -4, max: 4 };
  let merged = noStatistics;
  for (let index = 0; index < 2400; index++) {
    const mean = index % 2 === 0 ? 1000.1 : 1000.3;
    merged = mergeStatistics(merged, { ...unit, mean, squares: unit.count * 0.5 });
  }
  const { count, mean, rms } = finishStatistics(merged);
  assert.is(count, 2400 * 4_194_304);
  assert.ok(Math.abs(mean / 1000.2 - 1) < 1e-12, `${mean}`);
  assert.ok(Math.abs(rms / Math.sqrt(0.51) - 1) < 1e-9, `${rms}`);
});

test('no samples, and none that is finite', () => {
  assert.equal(mergeStatistics(noStatistics, noStatistics), noStatistics);
  assert.equal(finishStatistics(measure(Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY))), {
    count: 0,
    min: 0,
    max: 0,
    mean: 0,
    rms: 0,
    nanCount: 1,
    infinityCount: 1,
  });
});

test('the population standard deviation', () => {
  const { mean, rms } = finishStatistics(measure(Float32Array.of(1, 2, 3, 4)));
  assert.is(mean, 2.5);
  assert.is(rms, Math.sqrt(1.25));
});

test.run();
