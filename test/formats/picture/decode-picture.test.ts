import { deflateSync } from 'node:zlib';
import { encode, encodePng, Image } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FormatError, UnsupportedError } from '../../../src/base/errors.js';
import {
  checkPicture,
  decodePicture,
  decodePixels,
  type Pixels,
  pictureFormats,
  readPictureFacts,
  sniffPicture,
  toPng,
} from '../../../src/formats/picture/picture-formats.js';
import { crc32 } from '../../../src/formats/picture/png.js';
import { mangled } from '../support/mangle.js';
import { packedPng, sealHeader, valueAt } from '../support/packed-png.js';
import { errorOf } from '../support/points.js';

const test = suite('decoding pictures');

const data = Uint8Array.from({ length: 4 * 3 * 3 }, (_, index) => 7 * index);
const image = new Image(4, 3, { colorModel: 'RGB', data });
const png = encodePng(image);
const jpeg = encode(image, { format: 'jpg' });
const gif = Buffer.from('GIF89a\x05\0\x04\0\0\0\0\x3b\0\0', 'latin1');
const webp = Buffer.from('RIFF\x08\0\0\0WEBPVP8 ', 'latin1');
const tiff = Buffer.from(
  'II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x09\0\0\0\x01\x01\x04\0\x01\0\0\0\x0b\0\0\0',
  'latin1',
);

async function pixelsOf(content: Uint8Array): Promise<Pixels> {
  const pixels = await decodePixels(content, 'a.png');
  if (pixels === null) throw new Error('expected pixels');
  return pixels;
}

test('format and size of every kind', () => {
  const facts = [png, jpeg, gif, webp, tiff].map((content) => {
    const { format, size } = readPictureFacts(content, 'a');
    return [format.name, size?.width, size?.height];
  });
  assert.equal(facts, [
    ['png', 4, 3],
    ['jpg', 4, 3],
    ['gif', 5, 4],
    ['webp', undefined, undefined],
    ['tif', 9, 11],
  ]);
  assert.is(sniffPicture(png.subarray(0, 7)), null);
  assert.equal(new Set(pictureFormats.map(({ name }) => name)).size, pictureFormats.length);
});

test('what is not a picture, or is cut short', async () => {
  for (const content of [new Uint8Array(), Buffer.from('<html>')]) {
    assert.is((await errorOf(async () => readPictureFacts(content, 'a'))).message, 'not a picture');
  }
  for (const content of [
    png.subarray(0, -6),
    jpeg.subarray(0, -2),
    gif.subarray(0, -3),
    webp.subarray(0, -1),
  ]) {
    const error = await errorOf(() => checkPicture(content, 'a'));
    assert.equal([error.message, error.path], ['the picture is truncated', 'a']);
  }
});

test('a JPEG that is cut behind the end of a small picture inside it', async () => {
  const inside = Buffer.from('\xff\xe1\x00\x06\xff\xd8\xff\xd9', 'latin1');
  const whole = Buffer.concat([jpeg.subarray(0, 2), inside, jpeg.subarray(2)]);
  assert.is(readPictureFacts(whole, 'a').size?.width, 4);
  assert.is(readPictureFacts(Buffer.concat([whole, Buffer.from('more')]), 'a').trailingBytes, 0);
  for (const length of [whole.length - 1, Math.floor(whole.length / 2), 20]) {
    const error = await errorOf(async () => readPictureFacts(whole.subarray(0, length), 'a'));
    assert.is(error.message, 'the picture is truncated', `${length} bytes`);
  }
});

test('checksums of the chunks of a PNG, and bytes behind them', async () => {
  for (const name of ['IDAT', 'IEND']) {
    const content = png.slice();
    const at = Buffer.from(content).indexOf(name, 8, 'latin1');
    // The last byte of the checksum before, which is that of the pixels or of what comes before them.
    const place = name === 'IEND' ? content.length - 1 : at - 5;
    content[place] = (content[place] as number) ^ 1;
    const error = await errorOf(() => decodePicture(content, 'a.png'));
    assert.ok(
      ['the picture is damaged', 'the header of the picture is damaged'].includes(error.message),
      error.message,
    );
    assert.match(error.expected ?? '', /^the checksum [0-9a-f]{8} of its I[A-Z]{3} chunk$/);
  }
  assert.is(readPictureFacts(png, 'a').trailingBytes, 0);
  assert.is(readPictureFacts(Buffer.concat([png, Buffer.alloc(3)]), 'a').trailingBytes, 3);
});

test('a PNG whose rows are shorter than it is wide', async () => {
  const content = png.slice();
  content[19] = 5;
  sealHeader(content);
  for (const read of [decodePicture, checkPicture]) {
    const error = await errorOf(() => read(content, 'a.png'));
    assert.equal(
      [error.message, error.expected, error.found],
      ['the picture cannot be decoded', '48 bytes', '39 bytes'],
    );
  }
});

test('a PNG with a filter that there is not', async () => {
  for (const [filter, isKnown] of [
    [4, true],
    [5, false],
  ] as const) {
    const rows = Buffer.alloc(3 * (1 + 3 * 4));
    rows[13] = filter;
    const content = withRows(rows);
    for (const read of [decodePicture, checkPicture]) {
      const failure = await read(content, 'a.png').then(
        () => null,
        (error: Error) => error.message,
      );
      assert.is(failure, isKnown ? null : 'the picture cannot be decoded', `${read.name} of ${filter}`);
    }
  }
});

/** The PNG of 4 × 3 pixels with other filtered rows. */
function withRows(rows: Uint8Array): Uint8Array {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('IDAT'), deflateSync(rows), Buffer.alloc(4)]);
  chunk.writeUInt32BE(chunk.length - 12);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  const content = Buffer.from(png);
  return Buffer.concat([content.subarray(0, content.indexOf('IDAT') - 4), chunk, content.subarray(-12)]);
}

test('GIF and WebP are copied only', async () => {
  for (const content of [gif, webp]) {
    assert.is((await checkPicture(content, 'a')).format.decode, undefined);
    try {
      await toPng(content, 'a');
      assert.unreachable();
    } catch (error) {
      assert.instance(error, UnsupportedError);
      assert.is((error as UnsupportedError).facts.expected, 'PNG, JPEG or TIFF');
    }
  }
});

test('pixels in colours of eight bits', async () => {
  const { width, height, rgba } = await pixelsOf(png);
  assert.equal([width, height], [4, 3]);
  assert.equal([...rgba.subarray(0, 8)], [0, 7, 14, 255, 21, 28, 35, 255]);
  const deep = encodePng(new Image(1, 1, { colorModel: 'GREY', bitDepth: 16, data: Uint16Array.of(0x8000) }));
  assert.equal([...(await pixelsOf(deep)).rgba], [128, 128, 128, 255]);
});

for (const depth of [1, 2, 4] as const) {
  test(`PNG of ${depth} bits a pixel, all filters, interlaced or not`, async () => {
    for (const [width, height, isInterlaced] of [
      [21, 13, false],
      [1, 1, false],
      [3, 9, false],
      [21, 13, true],
      [1, 1, true],
      [3, 9, true],
    ] as const) {
      const content = packedPng({ width, height, depth, filters: [4, 1, 2, 3, 0], isInterlaced });
      assert.is(await toPng(content, 'a.png'), content);
      const { rgba } = await pixelsOf(content);
      for (let pixel = 0; pixel < width * height; pixel++) {
        const value = valueAt(pixel % width, Math.floor(pixel / width), depth);
        assert.is(rgba[4 * pixel], (255 * value) / (2 ** depth - 1), `pixel ${pixel}`);
      }
    }
  });
}

test('a palette with opacities', async () => {
  const colors = [
    [1, 2, 3],
    [40, 50, 60],
  ];
  const shape = { width: 2, height: 1, depth: 1 } as const;
  const { rgba } = await pixelsOf(packedPng({ ...shape, colors, transparent: [9] }));
  assert.equal([...rgba], [1, 2, 3, 9, 40, 50, 60, 255]);
  const short = packedPng({ ...shape, colors: colors.slice(0, 1) });
  assert.is((await errorOf(() => decodePicture(short, 'a.png'))).message, 'the picture cannot be decoded');
});

test('more or fewer image data than pixels', async () => {
  const shape = { width: 8, height: 8, depth: 4 } as const;
  for (const depth of [4, 8]) {
    const content = packedPng({ ...shape, extraBytes: 1e6 });
    content[24] = depth;
    sealHeader(content);
    const more = await errorOf(() => decodePicture(content, 'a.png'));
    assert.equal([more.expected, more.found], ['rows of pixels', 'more']);
  }
  const fewer = packedPng(shape);
  fewer[23] = 200;
  sealHeader(fewer);
  assert.is((await errorOf(() => decodePicture(fewer, 'a.png'))).message, 'the picture cannot be decoded');
});

test('survives mangled files', async () => {
  const shape = { width: 9, height: 5, depth: 2, isInterlaced: true } as const;
  for (const content of [png, jpeg, packedPng(shape), gif, tiff]) {
    for (const copy of mangled(content, 5)) {
      try {
        await checkPicture(copy, 'a');
      } catch (error) {
        assert.ok(error instanceof FormatError || error instanceof UnsupportedError, String(error));
      }
    }
  }
});

test.run();
