import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { FormatError, UnsupportedError } from '../../src/base/errors.js';
import { compareZarr, compareZarrVoxels } from '../../src/diff/compare-zarr.js';
import { UnreadableSides } from '../../src/diff/unreadable.js';
import type { Storage } from '../../src/storage/storage.js';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import type { Shape } from '../../src/volume/volume.js';
import { openZarrArray } from '../../src/volume/zarr/zarr-array.js';
import { type MadeType, putZarr, type ZarrStorage } from './support/make-zarr.js';
import { createMemoryStorage, type Files } from './support/memory-storage.js';

const test = suite('comparing OME-Zarr voxels');

const kernels = await loadKernels();
const shape: Shape = [5, 9, 14];
const rules = { kernels, tolerance: { absolute: 0, relative: 0 }, isMask: false };

async function arrayOf(values: Float64Array, type: MadeType, storage: ZarrStorage) {
  const files: Files = new Map();
  putZarr(files, 'a.zarr', kernels, type, [{ shape, values }], storage);
  return openZarrArray(createMemoryStorage(files, 'tree'), 'a.zarr/0');
}

/** Integers, which every sample type can hold; the first corner is empty. */
function integers(seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: 5 * 9 * 14 }, (_, index) => (index < 200 ? 0 : random.integer(100)));
}

const storages: readonly ZarrStorage[] = [
  {},
  { chunk: [5, 9, 14] },
  { chunk: [3, 4, 6], codec: 'gzip', separator: '.' },
  { chunk: [2, 16, 5], codec: 'none', leavesOutEmpty: false },
];

test('the result does not depend on how either side is stored', async () => {
  const a = integers(1);
  const b = integers(1);
  (b[3 * 126 + 4 * 14 + 5] as number) += 7;
  (b[4 * 126 + 8 * 14 + 13] as number) -= 3;
  for (const first of storages) {
    for (const second of storages) {
      for (const [typeA, typeB] of [
        ['float32', 'float32'],
        ['int16', 'float32'],
        ['int8', 'int8'],
        ['float64', 'uint16'],
      ] as const) {
        const arrays = { a: await arrayOf(a, typeA, first), b: await arrayOf(b, typeB, second) };
        const { tally } = (await compareZarrVoxels(arrays, rules)).blocks;
        const name = JSON.stringify([first, second, typeA, typeB]);
        assert.is(tally.sum.count, 630, name);
        assert.is(tally.sum.different, 2, name);
        assert.is(tally.sum.maxAbsolute, 7, name);
        assert.is(tally.sum.sumOfSquares, 58, name);
        assert.equal(
          tally.place,
          { voxel: [3, 4, 5], a: a[3 * 126 + 4 * 14 + 5], b: b[3 * 126 + 4 * 14 + 5] },
          name,
        );
      }
    }
  }
});

test('chunks of fill value may be there or not', async () => {
  const values = integers(2).fill(0, 0, 4 * 126);
  const arrays = {
    a: await arrayOf(values, 'float32', {}),
    b: await arrayOf(values, 'float32', { leavesOutEmpty: false }),
  };
  const { blocks, emptyChunks } = await compareZarrVoxels(arrays, rules);
  assert.is(blocks.tally.sum.different, 0);
  assert.equal(emptyChunks, { a: 4, b: 0 });
});

test('a mask counts its labels however it is stored', async () => {
  const a = integers(3).map((value) => (value > 95 ? 1 : 0));
  const b = Float64Array.from(a);
  const last = b.lastIndexOf(1);
  b[last] = 0;
  for (const storage of storages) {
    const arrays = { a: await arrayOf(a, 'int8', {}), b: await arrayOf(b, 'int8', storage) };
    const { blocks } = await compareZarrVoxels(arrays, { ...rules, isMask: true });
    const count = a.reduce((sum, value) => sum + value, 0);
    const [mask] = blocks.labels?.findings('level 0') ?? [];
    assert.equal([mask?.a, mask?.b], [`${count} voxels`, `${count - 1} voxels`]);
    assert.equal(mask?.facts, { dice: (2 * (count - 1)) / (2 * count - 1), labels: 1 });
  }
});

test('arrays without an order, with axes of one sample first, and in other types are opened alike', async () => {
  const files: Files = new Map();
  const write = (key: string, value: unknown) =>
    files.set(key, new TextEncoder().encode(JSON.stringify(value)));
  const metadata = { zarr_format: 2, compressor: null, fill_value: null };
  write('a/.zarray', { ...metadata, shape: [1, 1, 2, 2, 2], chunks: [1, 1, 2, 2, 2], dtype: '<f4' });
  files.set('a/0.0.0.0.0', new Uint8Array(Float32Array.of(0, 1, 0, 1, 1, 1, 1, 0).buffer));
  write('b/.zarray', { ...metadata, shape: [2, 2, 2], chunks: [2, 2, 2], dtype: '|b1', order: 'C' });
  files.set('b/0.0.0', Uint8Array.of(0, 1, 0, 1, 1, 1, 1, 1));
  const storage = createMemoryStorage(files, 'tree');
  const arrays = { a: await openZarrArray(storage, 'a'), b: await openZarrArray(storage, 'b') };
  const { tally } = (await compareZarrVoxels(arrays, rules)).blocks;
  assert.is(tally.sum.count, 8);
  assert.equal(tally.place, { voxel: [1, 1, 1], a: 0, b: 1 });
});

test('a chunk that claims to be larger is refused before it is unpacked', async () => {
  const files: Files = new Map();
  for (const side of ['a', 'b']) {
    const metadata = { zarr_format: 2, shape: [2, 2, 2], chunks: [2, 2, 2], dtype: '<f4', fill_value: 0 };
    const text = JSON.stringify({ ...metadata, compressor: { id: 'zstd', level: 1 } });
    files.set(`${side}/.zarray`, new TextEncoder().encode(text));
  }
  // A zstd frame of one segment that claims to contain a tebibyte.
  files.set('a/0.0.0', new Uint8Array(Buffer.from('28b52ffde00000000000010000', 'hex')));
  const storage = createMemoryStorage(files, 'tree');
  const arrays = { a: await openZarrArray(storage, 'a'), b: await openZarrArray(storage, 'b') };
  try {
    await compareZarrVoxels(arrays, rules);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, UnreadableSides);
    assert.match(
      (error as Error).message,
      `a damaged chunk: expected 32 bytes of zstd data, found its frame says ${2 ** 40}`,
    );
  }
});

test('metadata that cannot be read name the file and the key', async () => {
  const files: Files = new Map();
  const storage = createMemoryStorage(files, 'tree');
  const open = async (metadata: unknown) => {
    files.set(
      'a/.zarray',
      new TextEncoder().encode(typeof metadata === 'string' ? metadata : JSON.stringify(metadata)),
    );
    try {
      await openZarrArray(storage, 'a');
      return null;
    } catch (error) {
      return error;
    }
  };
  const good = {
    zarr_format: 2,
    shape: [1, 2, 3],
    chunks: [1, 2, 3],
    dtype: '<f4',
    order: 'C',
    filters: null,
    compressor: null,
    fill_value: 0,
  };
  assert.is(await open(good), null);
  assert.instance(await open('{'), FormatError);
  assert.instance(await open({ ...good, shape: [1, 2] }), FormatError);
  assert.instance(await open({ ...good, chunks: [0, 2, 3] }), FormatError);
  assert.instance(await open({ ...good, dtype: '<c8' }), UnsupportedError);
  assert.is(await open({ ...good, order: 'F' }), null);
  assert.instance(await open({ ...good, chunks: [4096, 4096, 4096] }), UnsupportedError);
});

test('an empty directory is no level', async () => {
  const files: Files = new Map();
  putZarr(files, 'a.zarr', kernels, 'float32', [{ shape, values: integers(1) }], {});
  const storage = createMemoryStorage(files, 'tree');
  const withEmpty: Storage = {
    ...storage,
    readDirectory: async (key) => [
      ...(await storage.readDirectory(key)),
      ...(key === 'a.zarr' ? [{ name: 'new', kind: 'directory' } as const] : []),
    ],
  };
  const json = {
    tolerance: rules.tolerance,
    severityOf: (): 'science' => 'science',
    isSamePath: () => false,
  };
  const [a, b] = [storage, withEmpty].map((each) => ({
    storage: each,
    key: 'a.zarr',
    files: new Map([...files].map(([path, { length }]) => [path.slice('a.zarr/'.length), length])),
  }));
  assert.equal(await compareZarr({ a: a!, b: b! }, json, rules), []);
});

test.run();
