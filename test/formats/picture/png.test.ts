import { deflateSync } from 'node:zlib';
import { decodePng } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeRgbPng } from '../../../src/formats/picture/png.js';

const test = suite('PNGs of RGB');

test('have the pixels that were written', async () => {
  for (const [width, height] of [
    [1, 1],
    [5, 3],
    [134, 100],
    [300, 257],
  ] as const) {
    const data = Uint8Array.from({ length: 3 * width * height }, (_, index) => {
      const place = Math.floor(index / 3);
      return place % 7 === 0 ? (place * 37) % 256 : Math.floor(place / width);
    });
    const bytes = await encodeRgbPng({ width, height, data }, async (rows) => deflateSync(rows));
    const read = decodePng(bytes);
    assert.equal([read.width, read.height, read.colorModel, read.bitDepth], [width, height, 'RGB', 8]);
    assert.equal([...read.getRawImage().data], [...data], `${width} × ${height}`);
  }
});

test('have the grey value of a pixel in red, green and blue', async () => {
  for (const width of [1, 2, 3, 4, 5, 6, 7, 301]) {
    const data = Uint8Array.from({ length: width * 3 }, (_, index) => (index * 151 + 255) % 256);
    const bytes = await encodeRgbPng({ width, height: 3, data }, async (rows) => deflateSync(rows));
    const read = decodePng(bytes);
    assert.equal([read.width, read.height, read.colorModel], [width, 3, 'RGB']);
    assert.equal(
      [...read.getRawImage().data],
      [...data].flatMap((grey) => [grey, grey, grey]),
      `width ${width}`,
    );
  }
});

test.run();
