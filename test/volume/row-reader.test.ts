import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError } from '../../src/base/errors.js';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { labelsOf } from '../../src/volume/labels.js';
import { RowReader } from '../../src/volume/row-reader.js';
import { viewVoxels } from '../../src/volume/samples.js';
import { openRows } from '../../src/volume/source/open-volume.js';
import { makeMrc } from './support/make-mrc.js';
import { memoryStorage } from './support/memory-storage.js';

const test = suite('rows of volumes');

const kernels = await loadKernels();
const open = (bytes: Uint8Array) => openRows(memoryStorage({ 'a.mrc': bytes }).storage, 'a.mrc');

test('are decoded to every type, in whole or in part', async () => {
  for (const littleEndian of [true, false]) {
    const volume = await open(
      makeMrc({ shape: [3, 4, 5], mode: 6, littleEndian, value: (index) => 3 * index }),
    );
    const reader = new RowReader(volume);
    const target = kernels.arena.allocate(64);
    await reader.read({ z: 1, y: 2, rows: 2 }, kernels, target, 'float32');
    const expected = Array.from({ length: 10 }, (_, index) => 3 * (30 + index));
    assert.equal([...viewVoxels(kernels, target, 10, 'float32')], expected);
    const bytes = await reader.fetch({ z: 1, y: 2, rows: 2 });
    reader.decode(bytes, kernels, target, 'uint16', { x: 3, columns: 2 });
    const corner = [33, 34, 38, 39].map((index) => 3 * index);
    assert.equal([...viewVoxels(kernels, target, 4, 'uint16')], corner);
    reader.decode(bytes, kernels, target, { mask: { threshold: 100 } });
    assert.equal(
      [...viewVoxels(kernels, target, 10, 'int8')],
      expected.map((value) => (value >= 100 ? 1 : 0)),
    );
    await volume.close();
  }
  kernels.arena.reset();
});

test('name the file that became shorter', async () => {
  const volume = await open(makeMrc({ shape: [2, 2, 2], mode: 2 }));
  const { reader } = volume.samples;
  const cut = { ...reader, read: (offset: number) => reader.read(offset, 3) };
  try {
    await new RowReader({ ...volume, samples: { ...volume.samples, reader: cut } }).fetch({
      z: 0,
      y: 0,
      rows: 1,
    });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, FormatError);
    assert.is((error as FormatError).facts.path, 'memory:a.mrc');
  }
});

test('hold these labels', async () => {
  const values = [0, 7, 7, 65_535, 0, 1, 2, 7];
  const volume = await open(makeMrc({ shape: [2, 2, 2], mode: 6, value: (index) => values[index] ?? 0 }));
  assert.equal([...(await labelsOf(volume, kernels))], [1, 2, 7, 65_535]);
});

test.run();
