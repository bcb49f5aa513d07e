import { decodePng } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drawKeyImage } from '../../../src/pipeline/key-image/draw-key-image.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { greyPlane, keyImageFrame, keyImageNames } from '../../../src/volume/key-image.js';

const test = suite('key images');
const kernels = await loadKernels();

const grey = (width: number, height: number, value = 100) => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(value),
});

test('a lying plane is cropped to 4:3 around its centre', () => {
  const frame = keyImageFrame('snapshot', 101, 93);
  assert.equal([frame.width, frame.height], [512, 384]);
  assert.is(frame.scale, 512 / 92);
  // 92 × 69 voxels from (4, 12).
  assert.equal(frame.toPicture[0], [frame.scale, 0, -4 * frame.scale]);
  assert.equal(frame.toPicture[1], [0, frame.scale, -12 * frame.scale]);
});

test('an upright plane is turned on its side, counter-clockwise', () => {
  const { scale, toPicture } = keyImageFrame('thumbnail', 80, 120);
  // 80 × 60 voxels of the turned 120 × 80: from (20, 10).
  assert.is(scale, 134 / 80);
  const [[xx, xy, x0], [yx, yy, y0]] = toPicture;
  const place = (x: number, y: number) => [xx * x + xy * y + x0, yx * x + yy * y + y0].map(Math.round);
  assert.equal(place(70, 20), [0, 0]);
  assert.equal(place(10, 100), [134, 101]);
});

test('grey spans what lies within three standard deviations, and survives what is not a number', () => {
  const { data } = greyPlane(Float32Array.of(-1, 1, -1, 1, Number.NaN, 1e9, -1e9, 0), 4, 2);
  assert.is(data[4], 0);
  assert.equal([...greyPlane(Float32Array.of(-1, 1, -1, 1), 2, 2).data], [0, 255, 0, 255]);
  assert.equal([...greyPlane(Float32Array.of(7, 7), 2, 1).data], [128, 128]);
  const outlier = Float32Array.from({ length: 100 }, (_, index) => (index === 0 ? 1000 : index % 2));
  assert.is(greyPlane(outlier, 10, 10).data[0], 255);
  assert.is(greyPlane(outlier, 10, 10).data[2], 0);
});

test('every picture has its size, whatever the size of the tomogram', async () => {
  for (const [width, height] of [
    [1, 1],
    [3, 2],
    [64, 48],
    [50, 90],
    [1500, 900],
  ] as const) {
    const sizes = new Map<string, number[]>();
    for (const name of keyImageNames) {
      const {
        width: w,
        height: h,
        colorModel,
      } = decodePng(await drawKeyImage(kernels, name, { slab: grey(width, height), overlays: [] }));
      assert.is(colorModel, 'RGB');
      sizes.set(name, [w, h]);
    }
    assert.equal(Object.fromEntries(sizes), {
      original: [width, height],
      snapshot: [512, 384],
      thumbnail: [134, 100],
      expanded: [1024, 768],
    });
  }
});

test('points are discs of their colour with a white rim, centred on their place', async () => {
  const overlay = { kind: 'points', color: [255, 0, 0], points: [{ x: 50, y: 40 }] } as const;
  const image = decodePng(
    await drawKeyImage(kernels, 'snapshot', { slab: grey(100, 80), overlays: [overlay] }),
  );
  // 80 × 60 voxels from (10, 10): the point is in the middle.
  const [x, y] = [256, 192];
  assert.equal(image.getPixel(x, y), [255, 0, 0]);
  assert.equal(image.getPixel(x + 12, y), image.getPixel(x - 13, y));
  assert.ok(
    image.getPixel(x + 13, y).every((component) => component > 180),
    'a rim',
  );
  assert.equal(image.getPixel(x + 20, y), [100, 100, 100]);
});

test('masks are translucent, and points lie over them', async () => {
  const mask = grey(100, 80, 0);
  for (let row = 0; row < 80; row++) mask.data.fill(255, row * 100, row * 100 + 50);
  const overlays = [
    { kind: 'points', color: [0, 0, 255], points: [{ x: 20, y: 40 }] },
    { kind: 'mask', color: [255, 0, 0], plane: mask },
  ] as const;
  const image = decodePng(await drawKeyImage(kernels, 'expanded', { slab: grey(100, 80), overlays }));
  assert.equal(image.getPixel(400, 100), [170, 55, 55]);
  assert.equal(image.getPixel(900, 100), [100, 100, 100]);
  assert.equal(image.getPixel(128, 384), [0, 0, 255]);
});

test('a larger tomogram is smoothed before it is made smaller', async () => {
  const stripes = grey(2048, 1536);
  for (let index = 0; index < stripes.data.length; index++) stripes.data[index] = index % 2 === 0 ? 0 : 255;
  const image = decodePng(await drawKeyImage(kernels, 'thumbnail', { slab: stripes, overlays: [] }));
  const [value] = image.getPixel(60, 50);
  assert.ok(value !== undefined && Math.abs(value - 127) < 12, `${value}`);
});

test.run();
