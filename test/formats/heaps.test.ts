import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { withHdf5File } from '../../src/formats/hdf5.js';
import { buildHff } from './support/build-meshes.js';

const test = suite('heaps of HDF5 files');

const names = (bytes: Uint8Array) => withHdf5File(bytes, 'a.hff', 'a test file', (file) => file.keys());

/** The same file with an object of its first heap changed: index and size. */
function changed(bytes: Uint8Array, index: number, size: bigint): Uint8Array {
  const found = Buffer.from(bytes);
  const heap = found.indexOf('GCOL');
  assert.ok(heap > 0);
  found.writeUInt16LE(index, heap + 16);
  found.writeBigUInt64LE(size, heap + 24);
  return found;
}

/** Sizes that the library, which counts in 32 bits, would never get past. */
for (const [index, size] of [
  [0, 0n],
  [0, 2n ** 32n],
  [0, 0x656e_6f00_0000_0000n],
  [1, 0xffff_ffe9n],
  [7, 0xffff_fff0n],
] as const) {
  test(`an object ${index} of ${size} bytes is refused before the library looks at it`, async () => {
    const bytes = changed(await buildHff([{ name: 'bare', meshes: [] }]), index, size);
    await names(bytes).then(
      () => assert.unreachable(),
      (error) => {
        assert.instance(error, FormatError);
        assert.is(error.message, 'a heap of the HDF5 file is damaged');
        assert.is(error.facts.offset, Buffer.from(bytes).indexOf('GCOL') + 16);
      },
    );
  });
}

test('a heap as it is written is read', async () => {
  assert.ok((await names(await buildHff([{ name: 'bare', meshes: [] }]))).includes('version'));
});

test.run();
