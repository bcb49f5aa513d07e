import { deflateSync } from 'node:zlib';
import { decodePng } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeRgbPng } from '../../../src/formats/picture/png.js';

const test = suite('PNGs of RGB');

test('have the pixels that were written', () => {
  for (const [width, height] of [
    [1, 1],
    [5, 3],
    [134, 100],
    [300, 257],
  ] as const) {
    const data = Uint8Array.from({ length: 3 * width * height }, (_, index) => (index * 37) % 251);
    const rows = new Uint8Array(height * (1 + 3 * width));
    for (let row = 0; row < height; row++) {
      rows.set(data.subarray(row * 3 * width, (row + 1) * 3 * width), row * (1 + 3 * width) + 1);
    }
    const read = decodePng(encodeRgbPng({ width, height }, deflateSync(rows)));
    assert.equal([read.width, read.height, read.colorModel, read.bitDepth], [width, height, 'RGB', 8]);
    assert.equal([...read.getRawImage().data], [...data], `${width} × ${height}`);
  }
});

test.run();
