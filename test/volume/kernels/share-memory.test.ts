import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageFile } from '../../../src/base/package-file.js';
import {
  compileKernels,
  compileSharedKernels,
  instantiateKernels,
  shareMemory,
} from '../../../src/volume/kernels/load-kernels.js';

const test = suite('shareMemory');

test('changes one bit of the kernels, and their memory is one that threads share', async () => {
  const module = readFileSync(packageFile('dist/kernels.wasm'));
  const shared = shareMemory(module);
  const changed = [...shared.keys()].filter((index) => shared[index] !== module[index]);
  assert.is(changed.length, 1);
  assert.is(shared[changed[0] ?? 0], (module[changed[0] ?? 0] ?? 0) | 2);
  for (const [compiled, kind] of [
    [await compileKernels(), ArrayBuffer],
    [await compileSharedKernels(), SharedArrayBuffer],
  ] as const) {
    const { arena } = instantiateKernels(compiled);
    const bytes = arena.bytes(arena.allocate(200_000), 200_000);
    assert.instance(bytes.buffer, kind);
  }
});

const magic = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

test('refuses modules without a memory, or with one that may grow without end', () => {
  // Section 1 of one byte is passed over; its length is written with more bytes than it needs.
  const types = [1, 0x81, 0, 0];
  assert.throws(() => shareMemory(Uint8Array.from([...magic, ...types])), 'no memory of its own');
  assert.throws(
    () => shareMemory(Uint8Array.from([...magic, ...types, 5, 3, 1, 0, 1])),
    'without a maximum cannot be shared',
  );
  assert.equal(
    [...shareMemory(Uint8Array.from([...magic, ...types, 5, 4, 1, 1, 1, 9]))].slice(-4),
    [1, 3, 1, 9],
  );
});

test.run();
