import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeGreyPng } from '../../../demo/files/png.js';
import { FormatError } from '../../../src/base/errors.js';
import { decodePicture, toPng } from '../../../src/formats/picture/picture-formats.js';
import { sealHeader } from '../support/packed-png.js';

const test = suite('toPng');

const png = encodeGreyPng(
  4,
  3,
  Float32Array.from({ length: 12 }, (_, index) => index),
);

test('takes a whole PNG as it is, also with more after its end', async () => {
  assert.is(await toPng(png, 'a.png'), png);
  const longer = Buffer.concat([png, Buffer.from('more')]);
  assert.is(await toPng(longer, 'a.png'), longer);
});

test('refuses a PNG that is cut short, wherever', async () => {
  for (let length = 8; length < png.length; length++) {
    try {
      await toPng(png.subarray(0, length), 'a.png');
      assert.unreachable();
    } catch (error) {
      assert.instance(error, FormatError);
      assert.is((error as FormatError).message, 'the picture is truncated');
      assert.is((error as FormatError).facts.found, `${length} bytes without its end`);
    }
  }
});

test('refuses to decode a picture of more pixels than memory is sure to hold', async () => {
  const frame = Buffer.from([
    0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1,
  ]);
  const large = Uint8Array.from(png);
  new DataView(large.buffer).setUint32(16, 1_000_000);
  new DataView(large.buffer).setUint32(20, 1_000_000);
  sealHeader(large);
  for (const [content, found] of [
    [Buffer.concat([frame, Buffer.alloc(9), Buffer.of(0xff, 0xd9)]), '65535 × 65535 pixels'],
    [large, '1000000 × 1000000 pixels'],
  ] as const) {
    try {
      await decodePicture(content, 'a');
      assert.unreachable();
    } catch (error) {
      assert.instance(error, FormatError);
      assert.is((error as FormatError).facts.found, found);
    }
  }
});

test.run();
