import { deflateSync, gzipSync } from 'node:zlib';
import Blosc from 'numcodecs/blosc';
import Lz4 from 'numcodecs/lz4';
import Zstd from 'numcodecs/zstd';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { chunkAt, voxelIn } from '../../../src/volume/chunk-grid.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { openRows } from '../../../src/volume/source/open-volume.js';
import { readVolumeHeader } from '../../../src/volume/source/volume-formats.js';
import { temporaryFiles } from '../../../src/volume/temporary-files.js';
import { openZarrArray } from '../../../src/volume/zarr/zarr-array.js';
import { zstdBomb } from '../../differential/make-array.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { encodeFrame } from '../support/frames.js';
import { memoryStorage } from '../support/memory-storage.js';

const test = suite('zarr arrays');
const json = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));

const attributes = (scale: number[], unit = 'angstrom') => ({
  multiscales: [
    {
      axes: ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit })),
      datasets: [{ path: '0', coordinateTransformations: [{ type: 'scale', scale }] }],
      version: '0.4',
    },
  ],
});

const metadata = (change: object = {}) => ({
  zarr_format: 2,
  shape: [3, 5, 7],
  chunks: [2, 3, 4],
  dtype: '<i2',
  order: 'C',
  fill_value: 0,
  filters: null,
  compressor: null,
  dimension_separator: '/',
  ...change,
});

/** Chunks of [3, 5, 7] int16 samples that count up in C order; padding is −1. */
function chunks(separator: string): [key: string, bytes: Uint8Array][] {
  const all: [string, Uint8Array][] = [];
  for (let cz = 0; cz < 2; cz += 1) {
    for (let cy = 0; cy < 2; cy += 1) {
      for (let cx = 0; cx < 2; cx += 1) {
        const samples = Int16Array.from({ length: 24 }, (_, index) => {
          const z = 2 * cz + Math.floor(index / 12);
          const y = 3 * cy + (Math.floor(index / 4) % 3);
          const x = 4 * cx + (index % 4);
          return z < 3 && y < 5 && x < 7 ? (z * 5 + y) * 7 + x : -1;
        });
        all.push([[cz, cy, cx].join(separator), new Uint8Array(samples.buffer)]);
      }
    }
  }
  return all;
}

async function readAll(files: Record<string, Uint8Array>, key = 'a.zarr'): Promise<Int16Array> {
  return inTemporaryDirectory(async (stagingDirectory) => {
    const staging = temporaryFiles(stagingDirectory);
    const volume = await openRows(memoryStorage(files).storage, key, { staging });
    const [nz, ny] = volume.header.shape;
    const bytes = await volume.samples.reader.read(0, nz * ny * volume.samples.rowBytes);
    await volume.close();
    return new Int16Array(bytes.slice().buffer);
  });
}

const counting = Int16Array.from({ length: 105 }, (_, index) => index);

const codecs: [
  name: string,
  compressor: object | null,
  encode: (bytes: Uint8Array) => Promise<Uint8Array>,
][] = [
  ['none', null, async (bytes) => bytes],
  ['gzip', { id: 'gzip', level: 1 }, async (bytes) => gzipSync(bytes)],
  ['zlib', { id: 'zlib', level: 1 }, async (bytes) => deflateSync(bytes)],
  ['zstd', { id: 'zstd', level: 1 }, async (bytes) => Zstd.fromConfig({ level: 1 }).encode(bytes)],
  ['lz4', { id: 'lz4', acceleration: 1 }, async (bytes) => Lz4.fromConfig({}).encode(bytes)],
  ...(['lz4', 'zstd', 'zlib'] as const).map((cname): (typeof codecs)[number] => {
    const config = { id: 'blosc', cname, clevel: 5, shuffle: 1, blocksize: 0 } as const;
    return [
      `blosc ${cname}`,
      config,
      async (bytes) => (await Blosc.fromConfig(config).encode(bytes)).slice(),
    ];
  }),
];

for (const [name, compressor, encode] of codecs) {
  for (const separator of ['.', '/']) {
    test(`reads ${name} with separator ${separator}`, async () => {
      const files: Record<string, Uint8Array> = {
        'a.zarr/.zattrs': json(attributes([2, 3, 4])),
        'a.zarr/0/.zarray': json(metadata({ compressor, dimension_separator: separator })),
      };
      for (const [key, bytes] of chunks(separator)) files[`a.zarr/0/${key}`] = (await encode(bytes)).slice();
      assert.equal(await readAll(files), counting);
    });
  }
}

test('takes missing chunks as the fill value', async () => {
  const read = (fill: number) =>
    readAll({
      'a.zarr/.zarray': json(metadata({ fill_value: fill })),
      'a.zarr/1/1/0': chunks('/').find(([key]) => key === '1/1/0')![1],
    });
  for (const fill of [0, -3]) {
    const samples = await read(fill);
    assert.is(samples[0], fill);
    assert.is(samples[104], fill);
    assert.is(samples[(2 * 5 + 3) * 7], (2 * 5 + 3) * 7);
  }
});

test('leaves out leading axes of one sample', async () => {
  const files: Record<string, Uint8Array> = {
    'a.zarr/.zarray': json(metadata({ shape: [1, 1, 3, 5, 7], chunks: [1, 1, 2, 3, 4] })),
  };
  for (const [key, bytes] of chunks('/')) files[`a.zarr/0/0/${key}`] = bytes;
  assert.equal(await readAll(files), counting);
});

test('gives voxel sizes in ångström', async () => {
  const sizeIn = async (unit: string) => {
    const files = { 'a/.zattrs': json(attributes([1, 1.5, 2], unit)), 'a/0/.zarray': json(metadata()) };
    return (await readVolumeHeader(memoryStorage(files).storage, 'a')).voxelSize;
  };
  assert.equal(await sizeIn('angstrom'), { z: 1, y: 1.5, x: 2 });
  assert.equal(await sizeIn('nanometer'), { z: 10, y: 15, x: 20 });
  assert.equal(await sizeIn('micron'), { z: 10_000, y: 15_000, x: 20_000 });
  assert.equal(await sizeIn('meter'), { z: 1e10, y: 1.5e10, x: 2e10 });
  assert.equal(await sizeIn(''), { z: 1, y: 1.5, x: 2 });
  assert.is(await sizeIn('pixel'), null);
  assert.is(await sizeIn('second'), null);
});

test('the scale of an image applies to all of its levels', async () => {
  const sizeWith = async (ofImage: unknown, more: object = {}) => {
    const [image] = attributes([1, 1.5, 2], 'nanometer').multiscales;
    const multiscales = [{ ...image, coordinateTransformations: ofImage, ...more }];
    const array = json(metadata({ shape: [1, 3, 5, 7], chunks: [1, 2, 3, 4] }));
    const files = { 'a/.zattrs': json({ multiscales }), 'a/0/.zarray': array };
    return (await readVolumeHeader(memoryStorage(files).storage, 'a')).voxelSize;
  };
  assert.equal(await sizeWith([{ type: 'scale', scale: [2, 3, 4] }]), { z: 20, y: 45, x: 80 });
  assert.equal(await sizeWith([{ type: 'identity' }]), { z: 10, y: 15, x: 20 });
  assert.is(await sizeWith([{ type: 'scale', scale: [2, 3] }]), null);
  assert.is(await sizeWith([{ type: 'scale', scale: ['a', 'b', 'c'] }]), null);
  const axes = [
    { name: 't', type: 'time', unit: 'second' },
    ...['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'nanometer' })),
  ];
  const datasets = [{ path: '0', coordinateTransformations: [{ type: 'scale', scale: [0.5, 1, 1.5, 2] }] }];
  assert.equal(await sizeWith([{ type: 'scale', scale: [7, 2, 3, 4] }], { axes, datasets }), {
    z: 20,
    y: 45,
    x: 80,
  });
});

test('warns of axes in another order, which are not turned', async () => {
  const warningsFor = async (...names: string[]) => {
    const [image] = attributes([1, 1, 1]).multiscales;
    const axes = names.map((name) => ({ name, type: 'space' }));
    const files = {
      'a/.zattrs': json({ multiscales: [{ ...image, axes }] }),
      'a/0/.zarray': json(metadata()),
    };
    return (await readVolumeHeader(memoryStorage(files).storage, 'a')).warnings;
  };
  assert.equal(await warningsFor('z', 'y', 'x'), []);
  assert.equal(await warningsFor('c', 'z', 'y', 'x'), []);
  assert.equal(await warningsFor(), []);
  assert.equal(await warningsFor('x', 'y', 'z'), [
    'axis order x y z is not applied: axes are taken as z y x',
  ]);
});

async function failure(files: Record<string, Uint8Array>): Promise<string> {
  try {
    await readAll(files, 'a');
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

test('refuses damaged chunks and names them', async () => {
  const blosc = { id: 'blosc', cname: 'lz4', clevel: 5, shuffle: 1 };
  const withChunk = (bytes: Uint8Array, compressor: object | null) =>
    failure({ 'a/.zarray': json(metadata({ compressor })), 'a/0/0/0': bytes });
  assert.is(
    await withChunk(new Uint8Array(47), null),
    'memory:a/0/0/0: a chunk of another size than the array says: expected 48 bytes, found 47 bytes',
  );
  const frame = (
    await Blosc.fromConfig({ cname: 'lz4', clevel: 5, shuffle: 1 }).encode(new Uint8Array(48))
  ).slice();
  assert.match(await withChunk(frame.subarray(0, 20), blosc), 'memory:a/0/0/0: a damaged chunk');
  assert.match(await withChunk(new Uint8Array(5), blosc), 'memory:a/0/0/0: a damaged chunk');
  assert.match(
    await withChunk(new Uint8Array(50).fill(9), { id: 'zstd' }),
    'memory:a/0/0/0: a damaged chunk',
  );
  assert.match(
    await withChunk(gzipSync(new Uint8Array(10_000)), { id: 'gzip' }),
    'memory:a/0/0/0: a damaged chunk',
  );
  assert.match(await withChunk(new Uint8Array(5), { id: 'lzma' }), 'codec lzma is not available');
});

test('refuses chunks that claim to be larger before they are decoded', async () => {
  const claims = async (id: 'zstd' | 'lz4', bytes: Uint8Array) =>
    failure({ 'a/.zarray': json(metadata({ compressor: { id } })), 'a/0/0/0': bytes.slice() });
  const says = (count: number, id: string) =>
    `memory:a/0/0/0: a damaged chunk: expected 48 bytes of ${id} data, found its frame says ${count} bytes`;
  const packed = new Uint8Array(Buffer.from('28b52ffde00000000000010000', 'hex'));
  assert.is(await claims('zstd', packed), says(2 ** 40, 'zstd'));
  for (const count of [49, 300, 100_000]) {
    const zstd = await Zstd.fromConfig({ level: 1 }).encode(new Uint8Array(count));
    assert.is(await claims('zstd', zstd), says(count, 'zstd'));
    assert.is(
      await claims('lz4', await Lz4.fromConfig({}).encode(new Uint8Array(count))),
      says(count, 'lz4'),
    );
  }
  assert.is(await claims('lz4', new Uint8Array([0, 0, 0, 0x70, 1, 2])), says(0x70000000, 'lz4'));
  assert.match(await claims('lz4', new Uint8Array(3)), 'memory:a/0/0/0: a damaged chunk');
});

test('refuses zstd frames whose blocks come to more, whatever they say', async () => {
  const frames = async (...parts: readonly Uint8Array[]) =>
    failure({
      'a/.zarray': json(metadata({ compressor: { id: 'zstd' } })),
      'a/0/0/0': Uint8Array.from(Buffer.concat(parts)),
    });
  const says = (bytes: number) => `found its frame says ${bytes} bytes`;
  const small = await Zstd.fromConfig({ level: 1 }).encode(new Uint8Array(48));
  const skipped = Buffer.from('502a4d180200000001ff', 'hex');
  const megabytes = 6000 * 131_072;
  assert.match(await frames(zstdBomb(6000, false)), says(megabytes));
  assert.match(await frames(skipped, zstdBomb(6000, true)), says(megabytes));
  assert.match(await frames(small, zstdBomb(6000, false)), says(megabytes + 48));
  // Blocks that are packed do not tell what they hold, 128 KiB at the most.
  const packedBlocks = Buffer.from(`28b52ffd0038${'0c000000'.repeat(700)}`, 'hex');
  assert.match(await frames(packedBlocks), `has blocks for ${700 * 131_072} bytes`);
  assert.is(await frames(small), 'no error');
});

test('refuses metadata that are none', async () => {
  const withMetadata = (change: object) => failure({ 'a/.zarray': json(metadata(change)) });
  assert.match(
    await withMetadata({ zarr_format: 3 }),
    'memory:a/.zarray: zarr_format: invalid metadata of a zarr v2',
  );
  assert.match(await withMetadata({ shape: [0, 5, 7] }), 'expected counts above 0, found [0,5,7]');
  assert.match(await withMetadata({ chunks: [1, 2] }), 'as many counts above 0 as the shape has');
  assert.match(await withMetadata({ dtype: '<c8' }), 'unsupported zarr array');
  assert.match(await withMetadata({ order: 'X' }), 'expected "C" or "F", found "X"');
  assert.match(await withMetadata({ filters: [{ id: 'delta' }] }), 'expected none');
  assert.match(await withMetadata({ shape: [5, 7], chunks: [5, 7] }), 'invalid array shape');
  assert.match(await withMetadata({ chunks: [4096, 4096, 4096] }), 'the chunks of this array are too large');
  assert.match(await failure({ 'a/.zarray': json('x') }), 'not a JSON object');
  assert.match(await failure({ 'a/.zattrs': new Uint8Array([123]) }), 'not JSON');
  assert.match(await failure({ 'a/.zattrs': json({}) }), 'multiscales[0].datasets');
  const outside = attributes([1, 1, 1]);
  outside.multiscales[0]!.datasets[0]!.path = '../b';
  assert.match(await failure({ 'a/.zattrs': json(outside) }), 'a level without a path below the image');
});

test('decodes a chunk as far as the array reaches', async () => {
  const kernels = await loadKernels();
  const samples = Int16Array.from({ length: 64 ** 3 }, (_, index) => index % 1000);
  const array = json(
    metadata({
      shape: [70, 64, 64],
      chunks: [64, 64, 64],
      compressor: { id: 'blosc', cname: 'lz4', clevel: 5, shuffle: 1, blocksize: 0 },
    }),
  );
  const frame = encodeFrame(kernels, new Uint8Array(samples.buffer), 2, 8192);
  const { storage } = memoryStorage({ 'a/.zarray': array, 'a/0/0/0': frame, 'a/1/0/0': frame });
  const opened = await openZarrArray(storage, 'a');
  const { arena } = kernels;
  const target = arena.allocate(opened.chunkBytes);
  const place = chunkAt([1, 0, 0], opened.shape, opened.chunk);
  const read = async (isWhole: boolean) => {
    arena.bytes(target, opened.chunkBytes).fill(0xee);
    assert.is(await opened.read(place, kernels, target, isWhole), true);
    return arena.bytes(target, opened.chunkBytes).slice();
  };
  const [part, whole] = [await read(false), await read(true)];
  // Six planes of 8192 bytes, and what is behind them when the padding is unpacked too.
  const expected = new Uint8Array(samples.buffer);
  assert.is(Buffer.compare(part.subarray(0, 6 * 8192), expected.subarray(0, 6 * 8192)), 0);
  assert.ok(part.subarray(6 * 8192).every((byte) => byte === 0xee));
  assert.is(Buffer.compare(whole, expected), 0);
});

test('unpacks the part of a chunk that a small array has, and checks the rest', async () => {
  const kernels = await loadKernels();
  const { arena } = kernels;
  const samples = Int16Array.from({ length: 64 ** 3 }, (_, index) => index % 1000);
  const content = new Uint8Array(samples.buffer);
  // Two planes of 8 KiB, eight rows of 128 bytes, ten columns; three planes fit into a block.
  const place = chunkAt([0, 0, 0], [3, 8, 10], [64, 64, 64]);
  const expected = Array.from({ length: 240 }, (_, index) => {
    const [z, y, x] = voxelIn(place, index);
    return samples[(z * 64 + y) * 64 + x];
  });
  for (const compressor of [
    { id: 'blosc', cname: 'lz4', clevel: 5, shuffle: 1, blocksize: 0 },
    { id: 'zlib', level: 1 },
    null,
  ]) {
    const array = json(metadata({ shape: [3, 8, 10], chunks: [64, 64, 64], compressor }));
    const stored =
      compressor === null
        ? content
        : compressor.id === 'zlib'
          ? Uint8Array.from(deflateSync(content))
          : encodeFrame(kernels, content, 2, 24_576);
    const { storage } = memoryStorage({ 'a/.zarray': array, 'a/0/0/0': stored });
    const opened = await openZarrArray(storage, 'a');
    assert.is(opened.unpackedBytes, (2 * 64 * 64 + 7 * 64 + 10) * 2);
    const target = arena.allocate(opened.unpackedBytes);
    const guard = arena.allocate(64);
    arena.bytes(guard, 64).fill(0xee);
    for (const isWhole of [false, true]) {
      arena.bytes(target, opened.unpackedBytes).fill(0xdd);
      await opened.read(place, kernels, target, isWhole);
      const read = new Int16Array(arena.bytes(target, 480).slice().buffer);
      assert.equal([...read], expected, `${compressor?.id}, ${isWhole}`);
    }
    assert.ok(
      arena.bytes(guard, 64).every((byte) => byte === 0xee),
      compressor?.id,
    );
    if (compressor?.id !== 'blosc') continue;
    // The offset of the last block of padding leads out of the frame.
    const damaged = stored.slice();
    new DataView(damaged.buffer).setUint32(16 + 4 * 21, 0xffffffff, true);
    await opened.unpack(damaged, place, kernels, target, false);
    const failed = await opened.unpack(damaged, place, kernels, target).catch(describeError);
    assert.match(String(failed), 'found a Blosc frame is damaged');
  }
});

test('gives chunks one by one', async () => {
  const files: Record<string, Uint8Array> = { 'a/.zarray': json(metadata()) };
  for (const [key, bytes] of chunks('/').slice(1)) files[`a/${key}`] = bytes;
  const array = await openZarrArray(memoryStorage(files).storage, 'a');
  const kernels = await loadKernels();
  const target = kernels.arena.allocate(array.chunkBytes);
  const last = chunkAt([1, 1, 1], array.shape, array.chunk);
  assert.equal(array.grid, [2, 2, 2]);
  assert.is(await array.fetch([0, 0, 0]), null);
  assert.equal(await array.fetch([1, 1, 1]), chunks('/')[7]![1]);
  assert.is(await array.read(last, kernels, target), true);
  // Without gaps: one plane, two rows, three columns.
  const samples = new Int16Array(kernels.arena.bytes(target, 12).slice().buffer);
  assert.equal(samples, Int16Array.from([3, 4].flatMap((y) => [4, 5, 6].map((x) => (2 * 5 + y) * 7 + x))));
  assert.is(array.chunkKey([1, 0, 1]), 'a/1/0/1');
});

test.run();
