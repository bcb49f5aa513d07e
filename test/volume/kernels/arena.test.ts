import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Arena } from '../../../src/volume/kernels/arena.js';
import { compileKernels, instantiateKernels } from '../../../src/volume/kernels/load-kernels.js';

const test = suite('kernels: arena');

function memory(pages: number, most: number) {
  let buffer = new ArrayBuffer(pages * 65_536);
  return {
    get buffer() {
      return buffer;
    },
    grow(more: number) {
      if (buffer.byteLength / 65_536 + more > most) throw new RangeError('no more memory');
      buffer = new ArrayBuffer(buffer.byteLength + more * 65_536);
      return 0;
    },
  };
}

test('hands out aligned buffers and grows', () => {
  const arena = new Arena(memory(1, 4), 100);
  assert.is(arena.allocate(10), 128);
  assert.is(arena.allocate(1), 192);
  assert.is(arena.memoryBytes, 65_536);
  assert.is(arena.allocate(65_536), 256);
  assert.is(arena.memoryBytes, 131_072);
  assert.is(arena.bytes(256, 65_536).length, 65_536);
});

test('says where views lie in its memory, and that others do not', () => {
  const arena = new Arena(memory(1, 4), 100);
  const view = arena.bytes(arena.allocate(64), 64);
  assert.is(arena.offsetOf(view), 128);
  assert.is(arena.offsetOf(view.subarray(5)), 133);
  assert.is(arena.offsetOf(new Uint8Array(64)), null);
  arena.allocate(65_536);
  assert.is(arena.offsetOf(view), null);
});

test('frees back to a place, and all', () => {
  const arena = new Arena(memory(1, 1), 0);
  arena.allocate(64);
  const top = arena.top;
  assert.is(arena.allocate(64), top);
  arena.release(top);
  assert.is(arena.allocate(64), top);
  arena.reset();
  assert.is(arena.allocate(64), 0);
  assert.throws(() => arena.release(1000), RangeError);
});

test('refuses what is not allocated', () => {
  const arena = new Arena(memory(1, 1), 64);
  const offset = arena.allocate(128);
  arena.check(offset, 128);
  assert.throws(() => arena.check(offset, 129), RangeError);
  assert.throws(() => arena.bytes(0, 1), RangeError);
  assert.throws(() => arena.float32(offset, 33), RangeError);
  assert.throws(() => arena.check(offset, Number.NaN), RangeError);
  assert.throws(() => arena.check(offset, -1), RangeError);
  assert.throws(() => arena.allocate(-1), RangeError);
});

test('fails when memory cannot grow, and stays usable', () => {
  const arena = new Arena(memory(1, 1), 0);
  assert.throws(() => arena.allocate(70_000), RangeError);
  assert.is(arena.allocate(65_536), 0);
});

test('instances of one module have memories of their own', async () => {
  const module = await compileKernels();
  const a = instantiateKernels(module);
  const b = instantiateKernels(module);
  const offset = a.arena.allocate(16);
  assert.is(b.arena.allocate(16), offset);
  a.arena.bytes(offset, 16).fill(7);
  b.arena.clear(offset, 16);
  assert.is(a.arena.bytes(offset, 16)[3], 7);
  assert.is(b.arena.bytes(offset, 16)[3], 0);
});

test.run();
