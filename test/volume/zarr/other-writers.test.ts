import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { mangled } from '../../formats/support/mangle.js';
import { patterned, readValues, valuesOf } from '../support/read-values.js';
import { zarrDirectories } from '../support/zarr-directories.js';

const test = suite('zarr arrays of other programs');

const shape = [5, 9, 14] as const;

/** Contents of each directory. */
const expected: Readonly<Record<string, (z: number, y: number, x: number) => number>> = {
  '64-bit labels': (z, y, x) => patterned(z, y, x) * 2 ** 33,
  'sharded, index at the start, missing chunks of -3': (z, y, x) =>
    z < 2 && x < 4 ? patterned(z, y, x) % 100 : -3,
};

/** Its files below `a`. */
function filesOf(name: string): Record<string, Uint8Array> {
  const files = Object.entries(zarrDirectories.get(name) ?? {});
  return Object.fromEntries(files.map(([key, bytes]) => [`a/${key}`, bytes]));
}

/** The key of the array among the files. */
const arrayOf = (name: string) => ('a/.zgroup' in filesOf(name) ? 'a/0' : 'a');

async function failure(files: Record<string, Uint8Array>, key: string): Promise<string> {
  try {
    await readValues(files, key);
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

for (const name of zarrDirectories.keys()) {
  test(`reads ${name}`, async () => {
    const { header, values } = await readValues(filesOf(name), arrayOf(name));
    assert.equal(header.shape, shape);
    assert.equal(values, valuesOf(shape, expected[name] ?? patterned));
    const hasSize = 'a/zarr.json' in filesOf(name) && !name.startsWith('sharded, index');
    assert.equal(header.voxelSize, hasSize ? { z: 15, y: 12.5, x: 10 } : null);
  });
}

/** Files whose image is of OME-Zarr 0.6, with the transformations of its level to axes z, y, x of a unit. */
function imageOf06(transformations: unknown, { unit = 'micrometer', output = 'physical' } = {}) {
  const files = filesOf('default codecs (zstd), float32');
  const axes = (of: string) => ['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: of }));
  const image = {
    coordinateSystems: [
      { name: 'stage', axes: axes('meter') },
      { name: output, axes: axes(unit) },
    ],
    datasets: [{ path: '0', coordinateTransformations: transformations }],
    coordinateTransformations: [
      { type: 'rotation', input: { name: 'physical' }, output: { name: 'stage' }, rotation: [] },
    ],
  };
  const ome = { version: '0.6', multiscales: [image] };
  const group = { zarr_format: 3, node_type: 'group', attributes: { ome } };
  return { ...files, 'a/zarr.json': Buffer.from(JSON.stringify(group)) };
}

test('reads voxel sizes of OME-Zarr 0.6 in the unit of the coordinate system', async () => {
  const [input, output] = [{ path: '0' }, { name: 'physical' }];
  const scale = { type: 'scale', scale: [0.0015, 0.00125, 0.001] };
  const translation = { type: 'translation', translation: [1, 2, 3] };
  const affine = [
    [0.0015, 0, 0, 9],
    [0, 0.00125, 0, 8],
    [0, 0, 0.001, 7],
  ];
  for (const transformation of [
    { ...scale, input, output },
    { ...scale, input: '0', output: 'physical' },
    { type: 'sequence', transformations: [scale, translation], input, output },
    { type: 'affine', affine, input, output },
  ]) {
    const { header } = await readValues(imageOf06([transformation]), 'a');
    assert.equal(header.voxelSize, { z: 15, y: 12.5, x: 10 });
    assert.equal(header.warnings, []);
  }
  const nanometres = imageOf06([{ ...scale, input, output }], { unit: 'nanometer' });
  assert.equal((await readValues(nanometres, 'a')).header.voxelSize, { z: 0.015, y: 0.0125, x: 0.01 });
});

test('refuses OME-Zarr 0.6 of which it does not know the voxel size, with its version', async () => {
  const output = { name: 'physical' };
  const sheared = [
    [1, 0.1, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ];
  for (const transformations of [
    [{ type: 'affine', affine: sheared, output }],
    [{ type: 'rotation', rotation: [[1]], output }],
    [{ type: 'scale', scale: [1, 1], output }],
    [{ type: 'scale', scale: [1, 1, -1], output }],
    [{ type: 'scale', scale: [1, 1, 1], output: { name: 'elsewhere' } }],
    [],
  ]) {
    const message = await failure(imageOf06(transformations), 'a');
    assert.match(message, 'memory:a/zarr.json');
    assert.match(message, 'a level of OME-Zarr 0.6 that is not only scaled and moved');
    assert.match(message, `found ${JSON.stringify(transformations)}`);
  }
  const later = { version: '0.7', multiscales: [{ datasets: [{ path: '0', mapping: 'other' }] }] };
  const group = Buffer.from(
    JSON.stringify({ zarr_format: 3, node_type: 'group', attributes: { ome: later } }),
  );
  const message = await failure({ ...imageOf06([]), 'a/zarr.json': group }, 'a');
  assert.match(message, 'a level of OME-Zarr 0.7 that is not only scaled and moved');
});

test('names a checksum that differs, and an index that lies', async () => {
  const name = 'sharded, default codecs, uint16';
  const files = filesOf(name);
  const shard = files['a/0/c/0/0/0'] ?? new Uint8Array();
  const spoil = (at: number) => {
    const bytes = shard.slice();
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    return failure({ ...files, 'a/0/c/0/0/0': bytes }, 'a');
  };
  assert.match(await spoil(shard.length - 30), 'memory:a/0/c/0/0/0: the checksum differs');
  assert.match(await failure({ ...files, 'a/0/c/0/0/0': shard.slice(0, 20) }, 'a'), 'shorter than its index');
});

test('refuses codecs and types that it does not know, by name', async () => {
  const files = filesOf('default codecs (zstd), float32');
  const document = JSON.parse(Buffer.from(files['a/0/zarr.json'] ?? []).toString());
  const changed = (changes: object) =>
    failure({ ...files, 'a/0/zarr.json': Buffer.from(JSON.stringify({ ...document, ...changes })) }, 'a');
  assert.match(await changed({ codecs: [{ name: 'bytes' }, { name: 'lzma' }] }), 'found bytes, lzma');
  assert.match(await changed({ data_type: 'complex64' }), 'found "complex64"');
  assert.match(await changed({ chunk_grid: { name: 'rectangular' } }), 'expected regular');
  assert.match(await changed({ shape: [5, 9] }), 'as many counts as the shape has');
  assert.match(await changed({ node_type: 'group' }), 'node_type "array"');
});

test('refuses 64-bit labels that float64 does not hold', async () => {
  const array = {
    zarr_format: 2,
    shape: [1, 1, 2],
    chunks: [1, 1, 2],
    dtype: '<u8',
    compressor: null,
    fill_value: 0,
  };
  const chunk = new Uint8Array(new BigUint64Array([7n, 2n ** 53n + 1n]).buffer);
  const files = { 'a/.zarray': Buffer.from(JSON.stringify(array)), 'a/0.0.0': chunk };
  assert.match(await failure(files, 'a'), 'found 9007199254740993');
});

test('mangled files give only our errors', async () => {
  let seed = 0;
  for (const name of zarrDirectories.keys()) {
    const files = filesOf(name);
    for (const [key, bytes] of Object.entries(files)) {
      for (const copy of mangled(bytes, ++seed, 3)) await failure({ ...files, [key]: copy }, arrayOf(name));
    }
  }
});

test.run();
