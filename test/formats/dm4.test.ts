import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError, FormatError, UnsupportedError } from '../../src/base/errors.js';
import { readDm4 } from '../../src/formats/dm4.js';
import { dm4WithImage, imageTags, writeDm4 } from '../support/write-dm4.js';
import { loadSample } from '../volume/support/load-sample.js';
import { mangled } from './support/mangle.js';
import { rangeOf } from './support/range-of.js';

const test = suite('DM4');

const gain = { dataType: 2, tagType: 6, samples: [1, 2, 3, 4, 5, 6], dimensions: [3, 2], scale: 0.5 };
const read = (bytes: Uint8Array) => readDm4(rangeOf(bytes), 'a.dm4');

async function errorOf(bytes: Uint8Array): Promise<CryoetError> {
  try {
    await read(bytes);
  } catch (error) {
    if (error instanceof CryoetError) return error;
    throw error;
  }
  throw new Error('expected an error');
}

async function samplesOf(bytes: Uint8Array): Promise<number[]> {
  const image = await read(bytes);
  const [z, y, x] = image.shape;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const format = { ...image, unsignedBytes: false };
  return Array.from({ length: z * y * x }, (_, index) => loadSample(view, image.dataOffset, index, format));
}

test('finds the image behind the thumbnail', async () => {
  const bytes = dm4WithImage(gain);
  const image = await read(bytes);
  assert.equal(image.shape, [1, 2, 3]);
  assert.is(image.sampleType, 'float32');
  assert.is(image.littleEndian, true);
  assert.is(image.pixelSize, 5);
  assert.is(Buffer.from(bytes.subarray(image.dataOffset, image.dataOffset + 4)).toString('hex'), '0000803f');
  assert.equal(await samplesOf(bytes), [1, 2, 3, 4, 5, 6]);
});

test('lays its test files out as the format says', () => {
  const hex = Buffer.from(dm4WithImage(gain)).toString('hex');
  assert.ok(hex.startsWith('00000004'));
  assert.ok(hex.includes('00000001' + '0100' + '0000000000000003'));
  assert.ok(
    hex.includes(
      '15000444617461000000000000003c25252525000000000000000300000000000000140000000000000006' +
        '00000000000000060000803f',
    ),
  );
});

test('reads every type of grey values', async () => {
  const cases: [dataType: number, tagType: number, samples: number[]][] = [
    [1, 2, [-32768, 0, 32767]],
    [6, 10, [0, 128, 255]],
    [7, 3, [-70000, 0, 70000]],
    [9, 9, [-128, 0, 127]],
    [10, 4, [0, 32767, 65535]],
    [11, 5, [0, 1, 4294967040]],
    [12, 7, [-0.5, 1e10, 0.25]],
  ];
  for (const [dataType, tagType, samples] of cases) {
    assert.equal(
      await samplesOf(dm4WithImage({ dataType, tagType, samples, dimensions: [3, 1] })),
      samples,
      `${dataType}`,
    );
  }
});

test('takes the pixel size in the units it knows', async () => {
  const size = async (scale: number, units: string) =>
    (await read(dm4WithImage({ ...gain, scale, units }))).pixelSize;
  assert.is(await size(0.1, 'nm'), 1);
  assert.is(await size(0.25, 'µm'), 2500);
  assert.is(await size(0.25, ''), null);
  assert.is(await size(0.25, '1/nm'), null);
  assert.is(await size(0, 'nm'), null);
});

test('takes one and three dimensions, no more', async () => {
  assert.equal((await read(dm4WithImage({ ...gain, dimensions: [6] }))).shape, [1, 1, 6]);
  assert.equal((await read(dm4WithImage({ ...gain, dimensions: [1, 2, 3] }))).shape, [3, 2, 1]);
  for (const dimensions of [[3, 3], [6, 1, 1, 1], [0, 6], []]) {
    assert.is(
      (await errorOf(dm4WithImage({ ...gain, dimensions }))).message,
      'dimensions that do not fit the samples',
    );
  }
});

test('says what is wrong with an image', async () => {
  const complex = await errorOf(dm4WithImage({ ...gain, dataType: 3 }));
  assert.instance(complex, UnsupportedError);
  assert.is(complex.message, 'unsupported DM data type 3 (complex of 8 bytes)');
  assert.is(
    (await errorOf(dm4WithImage({ ...gain, tagType: 5 }))).message,
    'samples of another type than the image says',
  );
  const thumbnail = imageTags({ ...gain, dataType: 23, tagType: 5 });
  assert.is(
    (await errorOf(writeDm4([{ name: 'ImageList', tags: [thumbnail] }]))).message,
    'unsupported DM data type 23 (RGB of 4 bytes)',
  );
  assert.is((await errorOf(writeDm4([]))).message, 'no image');
  const empty = writeDm4([{ name: 'ImageList', tags: [{ tags: [{ name: 'ImageData', tags: [] }] }] }]);
  assert.is((await errorOf(empty)).message, 'an image without samples');
});

test('names the place of what is not a tag tree', async () => {
  const good = dm4WithImage(gain);
  const other = good.slice();
  other[3] = 9;
  assert.equal((await errorOf(other)).facts, {
    path: 'a.dm4',
    offset: 0,
    expected: 'version 3 or 4',
    found: '9',
  });
  assert.is((await errorOf(good.slice(0, 300))).facts.path, 'a.dm4');
  assert.is((await errorOf(new Uint8Array())).message, 'the file ends too early');
  let deep: Parameters<typeof writeDm4>[0] = [];
  for (let depth = 0; depth < 70; depth++) deep = [{ tags: deep }];
  assert.is((await errorOf(writeDm4(deep))).message, 'groups too deep');
});

test('survives mangled files', async () => {
  for (const copy of mangled(dm4WithImage(gain), 7, 200)) {
    try {
      await read(copy);
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof UnsupportedError)) throw error;
    }
  }
});

test.run();
