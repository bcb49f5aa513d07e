import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { place } from './support/memory.js';
import { random } from './support/random.js';
import { remainderTwin } from './twins/crc64.js';

const test = suite('kernels: sums');
const kernels = await loadKernels();

function noise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const next = random(seed);
  return Uint8Array.from({ length }, () => Math.floor(next() * 256));
}

function sum(bytes: Uint8Array<ArrayBuffer>): bigint {
  kernels.arena.reset();
  return kernels.sumBytes(place(kernels, bytes), bytes.length);
}

test('bytes, of all lengths and wherever they begin', () => {
  const lengths = [
    0, 1, 7, 8, 15, 16, 17, 31, 33, 100, 8191, 8192, 8193, 8255, 8256, 11_341, 24_583, 24_584, 70_001,
  ];
  const bytes = noise(70_020, 1);
  for (const [index, length] of lengths.entries()) {
    const piece = bytes.slice(index, index + length);
    assert.is(sum(piece), remainderTwin(piece), `${length}`);
  }
});

test('every bit of a long piece counts, those near its ends too', () => {
  const bytes = new Uint8Array(40_000);
  assert.is(sum(bytes), 0n);
  for (const at of [0, 1, 63, 3149, 3150, 3200, 16_383, 16_384, 19_584, 36_800, 36_850, 39_465, 39_999]) {
    bytes[at] = 0x80;
    assert.is(sum(bytes), remainderTwin(bytes), `${at}`);
    bytes[at] = 0;
  }
});

test('pieces one after the other are joined, whatever their lengths', () => {
  const bytes = noise(50_000, 2);
  const whole = sum(bytes);
  for (const at of [0, 1, 100, 9000, 49_999, 50_000]) {
    const [first, second] = [sum(bytes.slice(0, at)), sum(bytes.slice(at))];
    assert.is(kernels.shiftSum(first, 50_000 - at) ^ second, whole, `${at}`);
  }
  for (const bytesBehind of [1, 3, 2 ** 20, 2 ** 33 + 5, 2 ** 52]) {
    assert.is(kernels.shiftSum(kernels.shiftSum(whole, bytesBehind), -bytesBehind), whole);
  }
  assert.is(kernels.shiftSum(whole, 16), remainderTwin(new Uint8Array(16), whole));
});

test('rows, without gaps and with, as they lie in a file', () => {
  const [rows, rowBytes, stride] = [7, 30, 41];
  const memory = noise(rows * stride, 3);
  const rowsOf = Array.from({ length: rows }, (_, row) =>
    memory.slice(row * stride, row * stride + rowBytes),
  );
  for (const pitch of [rowBytes, 64, 5000]) {
    const file = new Uint8Array((rows - 1) * pitch + rowBytes);
    for (const [row, bytes] of rowsOf.entries()) file.set(bytes, row * pitch);
    kernels.arena.reset();
    const strided = { offset: place(kernels, memory), rowStride: stride };
    const extent = { rows, columns: rowBytes };
    assert.is(kernels.sumRows(strided, extent, pitch), remainderTwin(file), `${pitch}`);
  }
  const gapless = noise(rows * rowBytes, 4);
  kernels.arena.reset();
  const together = { offset: place(kernels, gapless), rowStride: rowBytes };
  assert.is(kernels.sumRows(together, { rows, columns: rowBytes }, rowBytes), remainderTwin(gapless));
});

test('bytes outside of the arena are refused', () => {
  kernels.arena.reset();
  const offset = kernels.arena.allocate(64);
  assert.throws(() => kernels.sumBytes(offset, 65), /not in the arena/);
  const rows = { offset, rowStride: 32 };
  assert.throws(() => kernels.sumRows(rows, { rows: 3, columns: 32 }, 32), /not in the arena/);
});

test.run();
