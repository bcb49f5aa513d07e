import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SampleFormat, sourceRowBytes } from '../../../src/volume/kernels/blocks.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import type { SampleType } from '../../../src/volume/volume.js';
import { bytesOf, fillPlanes, guardedPlanes } from './support/memory.js';
import { random, randomBytes } from './support/random.js';
import { assertSame } from './support/same.js';
import { decodeTwin } from './twins/decode.js';
import { statisticsTwin } from './twins/statistics.js';

const test = suite('kernels: decode');
const kernels = await loadKernels();

const types: readonly SampleType[] = [
  'int8',
  'uint8',
  'int16',
  'uint16',
  'float16',
  'float32',
  'packed4',
  'int32',
  'uint32',
  'float64',
];
const formats: readonly SampleFormat[] = [
  ...types.flatMap((sampleType) =>
    [true, false].map((littleEndian) => ({ sampleType, littleEndian, unsignedBytes: false })),
  ),
  { sampleType: 'int8', littleEndian: true, unsignedBytes: true },
];
const lengths = [...Array.from({ length: 70 }, (_, length) => length), 1023, 1024, 1025, 4097];

function decodeBoth(format: SampleFormat, columns: number, rows: number, source: Uint8Array<ArrayBuffer>) {
  kernels.arena.reset();
  const extent = { planes: 1, rows, columns };
  const rowBytes = sourceRowBytes(format.sampleType, columns);
  const from = guardedPlanes(kernels, { ...extent, columns: rowBytes }, 1, { row: 3, plane: 0 });
  fillPlanes(kernels, from, extent, source);
  const to = guardedPlanes(kernels, extent, 4, { row: 12, plane: 0 });
  const measured = kernels.decodeAndMeasure(from, to, extent, format);
  const decoded = new Float32Array(to.read().buffer);
  const plain = guardedPlanes(kernels, extent, 4, { row: 12, plane: 0 });
  kernels.decode(from, plain, extent, format);
  assert.equal(new Uint32Array(plain.read().buffer), new Uint32Array(decoded.buffer));
  const expected = Float32Array.from(
    Array.from({ length: rows }, (_, row) =>
      decodeTwin(source.subarray(row * rowBytes, (row + 1) * rowBytes), columns, format),
    ).flat(),
  );
  return { decoded, expected, measured };
}

for (const format of formats) {
  const order = format.littleEndian ? 'little-endian' : 'big-endian';
  test(`${order} ${format.sampleType}${format.unsignedBytes ? ' of unsigned bytes' : ''}, all lengths`, () => {
    const next = random(7);
    for (const columns of lengths) {
      const rows = columns > 100 ? 2 : 3;
      const source = randomBytes(next, rows * sourceRowBytes(format.sampleType, columns));
      const { decoded, expected, measured } = decodeBoth(format, columns, rows, source);
      assertSame(decoded, expected, `${columns} columns`);
      const twin = statisticsTwin(expected);
      assert.equal(
        { ...measured, mean: 0, squares: 0 },
        { ...twin, mean: 0, squares: 0 },
        `${columns} columns`,
      );
    }
  });
}

test('every float16', () => {
  const source = bytesOf(Uint16Array.from({ length: 65_536 }, (_, bits) => bits));
  const format: SampleFormat = { sampleType: 'float16', littleEndian: true, unsignedBytes: false };
  const { decoded, expected, measured } = decodeBoth(format, 65_536, 1, source);
  assertSame(decoded, expected, 'float16');
  assert.is(measured.nanCount, 2046);
  assert.is(measured.infinityCount, 2);
  assert.is(measured.max, 65_504);
});

test('old unsigned bytes become their value less 128', () => {
  const format: SampleFormat = { sampleType: 'int8', littleEndian: true, unsignedBytes: true };
  const { decoded } = decodeBoth(format, 5, 1, Uint8Array.of(0, 127, 128, 200, 255));
  assert.equal([...decoded], [-128, -1, 0, 72, 127]);
});

test('4-bit samples: the left one is the low nibble, rows begin with a byte', () => {
  const format: SampleFormat = { sampleType: 'packed4', littleEndian: true, unsignedBytes: false };
  const { decoded } = decodeBoth(format, 3, 2, Uint8Array.of(0x21, 0x93, 0xfe, 0x07));
  assert.equal([...decoded], [1, 2, 3, 14, 15, 7]);
});

test('float32 is decoded in place in both byte orders', () => {
  const values = Float32Array.from([1.5, -2, 3e38, 1e-40, 0]);
  for (const littleEndian of [true, false]) {
    kernels.arena.reset();
    const rows = { offset: kernels.arena.allocate(20), rowStride: 20 };
    const view = kernels.arena.bytes(rows.offset, 20);
    values.forEach((value, index) => {
      new DataView(view.buffer, rows.offset).setFloat32(4 * index, value, littleEndian);
    });
    kernels.decode(
      rows,
      rows,
      { rows: 1, columns: 5 },
      { sampleType: 'float32', littleEndian, unsignedBytes: false },
    );
    assert.equal(kernels.arena.float32(rows.offset, 5).slice(), values);
  }
});

test('refuses rows outside the memory allocated', () => {
  kernels.arena.reset();
  const source = { offset: kernels.arena.allocate(64), rowStride: 16 };
  const target = { offset: kernels.arena.allocate(256), rowStride: 64 };
  const format: SampleFormat = { sampleType: 'int8', littleEndian: true, unsignedBytes: false };
  const decode = (rows: number, columns: number, from = source, to = target) =>
    kernels.decode(from, to, { rows, columns }, format);
  decode(4, 16);
  assert.throws(() => decode(25, 16), RangeError);
  assert.throws(() => decode(4, 17), RangeError);
  assert.throws(() => decode(-1, 16), RangeError);
  assert.throws(() => decode(1, 0.5), RangeError);
  assert.throws(() => decode(1, 1, { ...source, offset: 0 }), RangeError);
  assert.throws(() => decode(1, 1, { ...source, offset: Number.NaN }), RangeError);
  assert.throws(() => decode(2, 1, source, { ...target, rowStride: -64 }), RangeError);
});

test.run();
