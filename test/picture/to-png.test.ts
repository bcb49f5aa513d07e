import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeGreyPng } from '../../demo/files/png.js';
import { FormatError } from '../../src/errors/index.js';
import { toPng } from '../../src/picture/index.js';

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
      assert.is((error as FormatError).message, 'the picture is cut short');
      assert.is((error as FormatError).facts.found, `${length} bytes without its end`);
    }
  }
});

test.run();
