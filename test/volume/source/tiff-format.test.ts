import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../../src/base/errors.js';
import { describeError } from '../../../src/base/messages.js';
import { readVolumeHeader } from '../../../src/volume/source/volume-formats.js';
import { mangled } from '../../formats/support/mangle.js';
import { greyPage, writeTiff } from '../../support/write-tiff.js';
import { memoryStorage } from '../support/memory-storage.js';
import { patterned, readValues, valuesOf } from '../support/read-values.js';
import { tiffFiles } from '../support/tiff-files.js';

const test = suite('TIFF stacks as volumes');

const file = (name: string) => tiffFiles.get(name) ?? new Uint8Array();

/** A page whose one strip lies somewhere in the file. */
const strip = (width: number, height: number, tags = {}) =>
  greyPage(width, height, { 273: [8], 278: [height], 279: [width * height], ...tags });

async function failure(bytes: Uint8Array): Promise<string> {
  try {
    await readValues({ 'a.tif': bytes }, 'a.tif');
  } catch (error) {
    assert.instance(error, CryoetError);
    return describeError(error);
  }
  return 'no error';
}

for (const [name, bytes] of tiffFiles) {
  if (name.includes('noise')) continue;
  test(`reads a stack of ${name}`, async () => {
    const { header, values } = await readValues({ 'a.tif': bytes }, 'a.tif');
    assert.is(header.format, 'tiff');
    assert.equal(header.shape, [3, 9, 21]);
    const offset = name.includes('int16, BigTIFF') ? 100 : 0;
    assert.equal(
      values,
      valuesOf([3, 9, 21], (z, y, x) => patterned(z, y, x) - offset),
    );
  });
}

test('unpacks LZW through all widths of codes', async () => {
  const { header, values } = await readValues({ 'a.tif': file('Pillow (libtiff), LZW of noise') }, 'a.tif');
  assert.equal(header.shape, [1, 60, 100]);
  assert.equal(
    values,
    valuesOf([1, 60, 100], (_, y, x) => Math.floor((x ** 2 * 7 + y ** 3 * 13) / 5) % 256),
  );
});

test('takes pixel sizes of ImageJ, and of resolutions in centimetres', async () => {
  const header = await readVolumeHeader(memoryStorage({ a: file('tifffile, ImageJ in nm') }).storage, 'a');
  const { x, y, z } = header.voxelSize ?? { x: 0, y: 0, z: 0 };
  assert.equal([x.toFixed(4), y.toFixed(4), z], ['13.5000', '13.5000', 15]);
  const other = await readVolumeHeader(memoryStorage({ a: file('tifffile, uint16, plain') }).storage, 'a');
  assert.is(other.voxelSize, null);
});

test('refuses what is no stack of grey values', async () => {
  assert.match(
    await failure(writeTiff([greyPage(5, 4, { 258: [8, 8, 8], 277: [3] })])),
    'a TIFF page with colours',
  );
  assert.match(await failure(writeTiff([strip(5, 4), strip(4, 4)])), 'pages of the TIFF differ');
  assert.match(await failure(writeTiff([strip(5, 4, { 259: [7] })])), 'this TIFF compression cannot be read');
  assert.match(
    await failure(writeTiff([strip(50_000, 50_000, { 279: [20] })])),
    /too short for its size|not in the file/,
  );
});

test('mangled files give only our errors', async () => {
  for (const [seed, [, bytes]] of [...tiffFiles].entries()) {
    for (const copy of mangled(bytes, seed, 150)) await failure(copy);
  }
});

test.run();
