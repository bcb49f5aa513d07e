import { zlibSync } from 'fflate';
import { encodePng, Image } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeRgbPng } from '../../../src/formats/picture/index.js';

const test = suite('PNGs of RGB');

test('are the files that image-js writes', async () => {
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
    const expected = encodePng(new Image(width, height, { colorModel: 'RGB', bitDepth: 8, data }));
    assert.is(
      Buffer.compare(
        await encodeRgbPng({ width, height, data }, async (rows) => zlibSync(rows, { level: 3 })),
        expected,
      ),
      0,
      `${width} × ${height}`,
    );
  }
});

test.run();
