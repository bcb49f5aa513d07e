import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SampleFormat, sourceRowBytes } from '../../../src/volume/kernels/blocks.js';
import type { MaskRule } from '../../../src/volume/kernels/kernels.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import type { SampleType } from '../../../src/volume/volume.js';
import { bytesOf, fillPlanes, guardedPlanes } from './support/memory.js';
import { random, randomBytes } from './support/random.js';
import { decodeTwin } from './twins/decode.js';

const test = suite('kernels: masks and labels');
const kernels = await loadKernels();

const types: readonly SampleType[] = [
  'int8',
  'int16',
  'uint16',
  'float16',
  'float32',
  'packed4',
  'int32',
  'uint32',
];
const lengths = [...Array.from({ length: 40 }, (_, length) => length), 1023, 1024, 1025, 2100];
const int32: SampleFormat = { sampleType: 'int32', littleEndian: true, unsignedBytes: false };
const float32: SampleFormat = { ...int32, sampleType: 'float32' };

function placeRows(format: SampleFormat, rows: number, columns: number, source: Uint8Array<ArrayBuffer>) {
  kernels.arena.reset();
  const bytes = { planes: 1, rows, columns: sourceRowBytes(format.sampleType, columns) };
  const from = guardedPlanes(kernels, bytes, 1);
  fillPlanes(kernels, from, bytes, source);
  return from;
}

function mask(
  format: SampleFormat,
  rows: number,
  columns: number,
  source: Uint8Array<ArrayBuffer>,
  rule: MaskRule,
) {
  const from = placeRows(format, rows, columns, source);
  const to = guardedPlanes(kernels, { planes: 1, rows, columns }, 1, { row: 5, plane: 0 });
  const set = kernels.decodeMask(from, to, { rows, columns }, format, rule);
  return { set, mask: [...new Int8Array(to.read().buffer)] };
}

function labels(format: SampleFormat, rows: number, columns: number, source: Uint8Array<ArrayBuffer>) {
  const from = placeRows(format, rows, columns, source);
  const to = guardedPlanes(kernels, { planes: 1, rows, columns }, 2, { row: 6, plane: 0 });
  const misfits = kernels.decodeLabels(from, to, { rows, columns }, format);
  return { misfits, labels: [...new Uint16Array(to.read().buffer)] };
}

for (const sampleType of types) {
  for (const littleEndian of [true, false]) {
    test(`${littleEndian ? 'little' : 'big'}-endian ${sampleType}`, () => {
      const format: SampleFormat = { sampleType, littleEndian, unsignedBytes: false };
      const next = random(11);
      for (const columns of lengths) {
        const source = randomBytes(next, sourceRowBytes(sampleType, columns));
        const samples = decodeTwin(source, columns, format);
        const label = samples[Math.floor(columns / 2)] ?? 1;
        if (!Number.isFinite(label)) continue;
        const equal = samples.map((sample) => (sample === label ? 1 : 0));
        assert.equal(mask(format, 1, columns, source, { equals: label }).mask, equal);
        const above = samples.map((sample) => (sample >= label ? 1 : 0));
        const found = mask(format, 1, columns, source, { threshold: label });
        assert.equal(found.mask, above);
        assert.is(found.set, above.filter((value) => value === 1).length);
        const fits = (sample: number) => Number.isInteger(sample) && sample >= 0 && sample <= 65_535;
        assert.equal(labels(format, 1, columns, source), {
          misfits: samples.filter((sample) => !fits(sample)).length,
          labels: samples.map((sample) => (fits(sample) ? sample : 0)),
        });
      }
    });
  }
}

test('labels that float32 cannot hold are told apart', () => {
  const source = bytesOf(Int32Array.of(16_777_216, 16_777_217, 16_777_218));
  assert.equal(mask(int32, 1, 3, source, { equals: 16_777_217 }).mask, [0, 1, 0]);
});

test('float32 samples meet the threshold in float32', () => {
  const source = bytesOf(Float32Array.of(0.7, 0.69, 0.71, Number.NaN));
  assert.equal(mask(float32, 1, 4, source, { threshold: 0.7 }).mask, [1, 0, 1, 0]);
});

test('integer samples meet a threshold between two integers', () => {
  const source = bytesOf(Int16Array.of(0, 1, 2));
  assert.equal(
    mask({ ...int32, sampleType: 'int16' }, 1, 3, source, { threshold: 1.000_000_01 }).mask,
    [0, 0, 1],
  );
});

test('labels that are not integers of 0 to 65535 are counted', () => {
  const source = bytesOf(
    Float32Array.of(0, 65_535, 65_536, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 7, -0),
  );
  assert.equal(labels(float32, 1, 9, source), { misfits: 5, labels: [0, 65_535, 0, 0, 0, 0, 0, 7, 0] });
});

test('several rows with strides', () => {
  const source = bytesOf(Uint16Array.from({ length: 60 }, (_, index) => index % 7));
  const format: SampleFormat = { ...int32, sampleType: 'uint16' };
  assert.is(mask(format, 3, 20, source, { equals: 6 }).set, 8);
  assert.equal(
    labels(format, 3, 20, source).labels,
    Array.from({ length: 60 }, (_, index) => index % 7),
  );
});

test.run();
