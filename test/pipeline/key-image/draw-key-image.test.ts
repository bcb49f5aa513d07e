import { decode, encode, encodePng, Image } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toPng } from '../../../src/formats/picture/picture-formats.js';
import { fitPicture } from '../../../src/pipeline/key-image/draw-key-image.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { packedPng, valueAt } from '../../formats/support/packed-png.js';
import { longOf } from '../../support/long.js';

const test = suite('fitPicture');
const kernels = await loadKernels();
const long = longOf(test);

/** Width that no number of pixels a byte divides. */
const [width, height] = [21, 6];

async function pixelsOf(picture: Uint8Array): Promise<number[][]> {
  const shown = decode(await fitPicture(kernels, 'original', picture, 'a.png'));
  assert.equal([shown.width, shown.height, shown.colorModel], [width, height, 'RGB']);
  return Array.from({ length: width * height }, (_, pixel) => shown.getPixelByIndex(pixel));
}

for (const depth of [1, 2, 4] as const) {
  test(`reads ${depth} bits of grey a pixel`, async () => {
    const pixels = await pixelsOf(packedPng({ width, height, depth, transparent: [0, 0] }));
    for (const [at, pixel] of pixels.entries()) {
      const grey = (255 * valueAt(at % width, Math.floor(at / width), depth)) / (2 ** depth - 1);
      assert.equal(pixel, [grey, grey, grey], `pixel ${at}`);
    }
  });

  test(`reads palettes of ${depth} bits a pixel`, async () => {
    const colors = Array.from({ length: 2 ** depth }, (_, index) => [10 * index, 100 + index, 255 - index]);
    const pixels = await pixelsOf(packedPng({ width, height, depth, colors }));
    for (const [at, pixel] of pixels.entries()) {
      assert.equal(pixel, colors[valueAt(at % width, Math.floor(at / width), depth)], `pixel ${at}`);
    }
  });
}

test('shows what is transparent on white', async () => {
  const data = Uint8Array.from([0, 0, 0, 0, 200, 0, 0, 255, 0, 0, 0, 51, 9, 8, 7, 255]);
  const picture = encodePng(new Image(2, 2, { colorModel: 'RGBA', data }));
  const shown = decode(await fitPicture(kernels, 'original', picture, 'a.png'));
  assert.equal([...shown.getRawImage().data], [255, 255, 255, 200, 0, 0, 204, 204, 204, 9, 8, 7]);
});

/** The quadrants of a picture, row by row: which of four greys each has. */
function quadrants(picture: Uint8Array): { width: number; height: number; greys: number[] } {
  const image = decode(picture);
  const [left, right] = [image.width >> 2, (image.width * 3) >> 2];
  const [top, bottom] = [image.height >> 2, (image.height * 3) >> 2];
  const greys = [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ].map(([x = 0, y = 0]) => Math.round((image.getPixel(x, y)[0] ?? 0) / 80));
  return { width: image.width, height: image.height, greys };
}

/** A JPEG of 64 × 32 pixels whose quadrants are 0, 1 above 2, 3, with an orientation in its EXIF. */
function jpeg(orientation: number, isLittleEndian: boolean): Uint8Array {
  const data = Uint8Array.from(
    { length: 64 * 32 },
    (_, at) => 80 * ((at % 64 < 32 ? 0 : 1) + (at < 64 * 16 ? 0 : 2)),
  );
  const plain = Buffer.from(encode(new Image(64, 32, { colorModel: 'GREY', data }), { format: 'jpg' }));
  const tiff = Buffer.alloc(26);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  tiff.write(isLittleEndian ? 'II' : 'MM', 'latin1');
  view.setUint16(2, 42, isLittleEndian);
  view.setUint32(4, 8, isLittleEndian);
  view.setUint16(8, 1, isLittleEndian);
  view.setUint16(10, 0x0112, isLittleEndian);
  view.setUint16(12, 3, isLittleEndian);
  view.setUint32(14, 1, isLittleEndian);
  view.setUint16(18, orientation, isLittleEndian);
  const segment = Buffer.concat([
    Buffer.from([0xff, 0xe1, 0, 8 + tiff.length]),
    Buffer.from('Exif\0\0', 'latin1'),
    tiff,
  ]);
  // Behind the segment that the encoder begins with, as most programs put it.
  const first = 4 + plain.readUInt16BE(4);
  return Buffer.concat([plain.subarray(0, first), segment, plain.subarray(first)]);
}

const turned = new Map([
  [1, [0, 1, 2, 3]],
  [2, [1, 0, 3, 2]],
  [3, [3, 2, 1, 0]],
  [4, [2, 3, 0, 1]],
  [5, [0, 2, 1, 3]],
  [6, [2, 0, 3, 1]],
  [7, [3, 1, 2, 0]],
  [8, [1, 3, 0, 2]],
  [9, [0, 1, 2, 3]],
]);

for (const [orientation, greys] of turned) {
  test(`turns a JPEG of orientation ${orientation} the right way up`, async () => {
    const [width, height] = orientation >= 5 && orientation <= 8 ? [32, 64] : [64, 32];
    for (const isLittleEndian of [true, false]) {
      const content = jpeg(orientation, isLittleEndian);
      assert.equal(quadrants(await toPng(content, 'a.png')), { width, height, greys });
      assert.equal(quadrants(await fitPicture(kernels, 'original', content, 'a.jpg')), {
        width,
        height,
        greys,
      });
    }
  });
}

test('takes a JPEG of which only the EXIF is broken', async () => {
  const plain = jpeg(1, true);
  const soi = plain.subarray(0, 2);
  for (const exif of ['', 'MM\0*', 'II*\0\xff\xff\xff\0', 'MM\0*\0\0\0\x08\xff\xff']) {
    const data = Buffer.from(`Exif\0\0${exif}`, 'latin1');
    const content = Buffer.concat([
      soi,
      Buffer.from([0xff, 0xe1, 0, 2 + data.length]),
      data,
      plain.subarray(2),
    ]);
    assert.equal(quadrants(await toPng(content, 'a.png')), { width: 64, height: 32, greys: [0, 1, 2, 3] });
  }
});

long('makes a large picture small without smoothing all of it', async () => {
  const data = new Uint8Array(4000 * 3000 * 3).fill(90);
  const picture = encodePng(new Image(4000, 3000, { colorModel: 'RGB', data }));
  const shown = decode(await fitPicture(kernels, 'thumbnail', picture, 'a.png'));
  assert.equal([shown.width, shown.height], [134, 100]);
  assert.ok(shown.getRawImage().data.every((value) => value === 90));
});

test.run();
