import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError, UnsupportedError } from '../../../src/base/errors.js';
import {
  checkPicture,
  decodePicture,
  decodePixels,
  pictureLimits,
  readPictureFacts,
  toPng,
} from '../../../src/formats/picture/picture-formats.js';
import { packedPng } from '../support/packed-png.js';

const test = suite('limits of pictures');

const png = packedPng({ width: 5, height: 4, depth: 4 });

async function failureOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  return null;
}

test('a memory budget allows for twenty bytes a pixel beyond what the program takes', () => {
  assert.is(pictureLimits(512).maxPixels, Math.floor((256 * 2 ** 20) / 20));
  assert.is(pictureLimits(256).maxPixels, Math.floor(2 ** 20 / 20));
});

test('a picture beyond the limit is not decoded, and the error names the option', async () => {
  const error = await failureOf(() => decodePicture(png, 'a.png', { maxPixels: 19 }));
  assert.instance(error, UnsupportedError);
  const { message, facts } = error as UnsupportedError;
  assert.equal(
    [message, facts.expected, facts.found, facts.hint],
    [
      'the picture exceeds the size limit',
      'at most 19 pixels',
      '5 × 4 pixels',
      'make it smaller, or give an ingest --memory 257',
    ],
  );
  assert.is((await decodePicture(png, 'a.png', { maxPixels: 20 })).width, 5);
});

test('a picture beyond the limit is copied all the same', async () => {
  const limits = { maxPixels: 1 };
  assert.equal((await checkPicture(png, 'a.png', limits)).format.name, 'png');
  assert.is(await toPng(png, 'a.png', limits), png);
  assert.is(await decodePixels(png, 'a.png', limits), null);
});

test('a PNG whose header has a wrong checksum is refused', async () => {
  const damaged = png.slice();
  damaged[19] = 6;
  for (const read of [readPictureFacts, checkPicture, decodePixels, toPng]) {
    const error = await failureOf(() => read(damaged, 'a.png'));
    assert.instance(error, FormatError);
    assert.is((error as FormatError).message, 'the header of the picture is damaged');
  }
});

test('a JPEG may have fill bytes before its markers', () => {
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 7, 0, 9, 1, 1, 0x11, 0];
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xff, 0xff, ...frame, 0xff, 0xd9);
  assert.equal(readPictureFacts(jpeg, 'a.jpg').size, { height: 7, width: 9 });
});

test.run();
