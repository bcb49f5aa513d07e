import { File, ready } from 'h5wasm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { buildHff } from '../../formats/support/build-meshes.js';
import { mangled } from '../../formats/support/mangle.js';
import { emanFiles } from '../support/eman-files.js';
import { patterned, readValues, valuesOf } from '../support/read-values.js';

const test = suite('EMAN2 HDF5 volumes');

async function failure(bytes: Uint8Array): Promise<string> {
  try {
    await readValues({ a: bytes }, 'a');
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

for (const [name, bytes] of emanFiles) {
  test(`reads ${name}`, async () => {
    const { header, values } = await readValues({ a: bytes }, 'a');
    assert.equal([header.format, header.shape], ['eman', [3, 4, 5]]);
    assert.is(header.voxelSize?.y.toFixed(4), '13.4800');
    const expected = valuesOf([3, 4, 5], patterned);
    const off = values.map((value, index) => Math.abs(value - (expected[index] ?? 0)));
    // 12 bits of 0…250: half a step is 0.031.
    assert.ok(Math.max(...off) <= (name.includes('12 bits') ? 0.031 : 0), `${Math.max(...off)}`);
  });
}

/** An export of ilastik: vigra's axis tags as JSON, chunks and gzip as its exporter sets them. */
async function ilastikFile(
  axes: string,
  shape: number[],
  data: Uint8Array | Float32Array,
): Promise<Uint8Array> {
  const { FS } = await ready;
  const name = '/built-ilastik.h5';
  const file = new File(name, 'w');
  const chunks = shape.map((extent) => Math.min(2, extent));
  const made = file.create_dataset({ name: 'exported_data', data, shape, chunks, compression: 4 });
  const tags = [...axes].map((key) => ({
    key,
    typeFlags: key === 'c' ? 1 : 2,
    resolution: 0,
    description: '',
  }));
  made.create_attribute('axistags', JSON.stringify({ axes: tags }, null, 2));
  file.close();
  const bytes = FS.readFile(name) as Uint8Array;
  FS.unlink(name);
  return new Uint8Array(bytes);
}

test('reads exports of ilastik with one channel, whatever axes of one stand around', async () => {
  const expected = valuesOf([3, 4, 5], patterned);
  for (const [axes, shape] of [
    ['zyxc', [3, 4, 5, 1]],
    ['tzyxc', [1, 3, 4, 5, 1]],
    ['czyx', [1, 3, 4, 5]],
    ['zyx', [3, 4, 5]],
  ] as const) {
    const bytes = await ilastikFile(axes, [...shape], Uint8Array.from(expected));
    const { header, values } = await readValues({ a: bytes }, 'a');
    assert.equal([header.format, header.shape, header.sampleType], ['ilastik', [3, 4, 5], 'uint8'], axes);
    assert.equal(values, expected, axes);
  }
  const halves = expected.map((value) => value / 2);
  const floats = await ilastikFile('zyxc', [3, 4, 5, 1], Float32Array.from(halves));
  assert.equal((await readValues({ a: floats }, 'a')).values, halves);
});

test('refuses exports of ilastik in another order, or with several channels', async () => {
  const data = new Uint8Array(24);
  const refused = (axes: string, shape: number[]) => ilastikFile(axes, shape, data).then(failure);
  assert.match(await refused('xyz', [2, 3, 4]), 'found xyz of 2 × 3 × 4');
  assert.match(await refused('zyxc', [2, 2, 3, 2]), 'expected axes z, y, x and one channel');
  assert.match(await refused('tzyxc', [2, 2, 2, 3, 1]), 'is not one volume');
  for (const copy of mangled(await ilastikFile('zyx', [2, 3, 4], data), 5, 20)) await failure(copy);
});

test('says that other HDF5 files are no volumes', async () => {
  assert.match(await failure(await buildHff([])), 'an HDF5 file that is not an EMAN2 volume');
});

test('mangled files give only our errors', async () => {
  for (const [seed, [, bytes]] of emanFiles.entries())
    for (const copy of mangled(bytes, seed, 60)) await failure(copy);
});

test.run();
