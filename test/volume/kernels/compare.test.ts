import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { VoxelType } from '../../../src/volume/kernels/blocks.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { mergeComparisons, noComparison } from '../../../src/volume/kernels/statistics.js';
import { bytesOf, place } from './support/memory.js';
import { normal, random } from './support/random.js';
import { compareTwin } from './twins/compare.js';

const test = suite('kernels: compare');
const kernels = await loadKernels();
const tolerance = { absolute: 0.01, relative: 0.001 };

type Samples = Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

function compare(a: Samples, b: Samples, within = tolerance) {
  kernels.arena.reset();
  const type: VoxelType = a instanceof Float32Array ? 'float32' : a instanceof Int8Array ? 'int8' : 'uint16';
  return kernels.compare(place(kernels, bytesOf(a)), place(kernels, bytesOf(b)), a.length, type, within);
}

test('float32, all lengths', () => {
  const next = random(31);
  for (const length of [...Array.from({ length: 50 }, (_, n) => n), 1000, 1001]) {
    const a = Float32Array.from({ length }, () => 10 * normal(next));
    const b = a.map((value) => (next() < 0.1 ? value + 0.05 * normal(next) : value));
    assert.equal(compare(a, b), compareTwin(a, b, tolerance), `${length}`);
    assert.is(compare(a, a).different, 0);
  }
});

test('int8 and uint16', () => {
  const next = random(32);
  for (const length of [1, 63, 64, 65, 1000]) {
    const bytes = Int8Array.from({ length }, () => Math.floor(next() * 256) - 128);
    const otherBytes = bytes.map((value) => (next() < 0.1 ? -value : value));
    assert.equal(compare(bytes, otherBytes), compareTwin(bytes, otherBytes, tolerance));
    const words = Uint16Array.from({ length }, () => Math.floor(next() * 65_536));
    const otherWords = words.map((value) => (next() < 0.01 ? value ^ 1 : value));
    assert.equal(compare(words, otherWords), compareTwin(words, otherWords, tolerance));
  }
});

test('NaN, infinity and the sign of zero', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  const a = Float32Array.of(nan, nan, 1, inf, inf, inf, 0, -0, 5);
  const b = Float32Array.of(nan, 1, nan, inf, -inf, 3, -0, 0, 5.5);
  assert.equal(compare(a, b), {
    count: 9,
    different: 5,
    beyond: 5,
    maxAbsolute: 0.5,
    maxAbsoluteIndex: 8,
    maxRelative: 0.5 / 5.5,
    sumOfSquares: 0.25,
    nanMismatches: 2,
  });
});

test('parts merge into the whole', () => {
  const next = random(33);
  const a = Float32Array.from({ length: 900 }, () => normal(next));
  const b = a.map((value) => value + (next() < 0.2 ? normal(next) : 0));
  let merged = noComparison;
  for (let start = 0; start < a.length; start += 100) {
    merged = mergeComparisons(merged, compare(a.slice(start, start + 100), b.slice(start, start + 100)));
  }
  const whole = compare(a, b);
  assert.ok(Math.abs(merged.sumOfSquares / whole.sumOfSquares - 1) < 1e-12);
  assert.equal({ ...merged, sumOfSquares: 0 }, { ...whole, sumOfSquares: 0 });
});

test.run();
