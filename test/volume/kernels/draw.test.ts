import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PictureAxis } from '../../../src/volume/kernels/kernels.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { random, randomBytes } from './support/random.js';
import { blendedPixels, drawnPicture, subtractedRows } from './twins/draw.js';

const test = suite('kernels: pictures');
const kernels = await loadKernels();

/** An axis of `count` pixels on `length` voxels, of which several pixels in turn lie between the same two. */
function axis(count: number, length: number, seed: number): PictureAxis {
  const next = random(seed);
  const weights = Float64Array.from({ length: count }, next);
  const place = (index: number) => Math.min(length - 1, Math.floor((index * length) / count));
  return {
    first: Int32Array.from(weights, (_, index) => place(index)),
    second: Int32Array.from(weights, (_, index) => Math.min(length - 1, place(index) + 1)),
    firstWeight: weights.map((weight) => 1 - weight),
    secondWeight: weights,
  };
}

test('interpolate between voxels, lying and turned', () => {
  for (const [width, height, columns, rows] of [
    [1, 1, 1, 1],
    [10, 12, 134, 100],
    [12, 10, 15, 17],
    [3, 2, 64, 48],
    [50, 40, 31, 9],
  ] as const) {
    const plane = { width, height, data: randomBytes(random(7 * width + height), width * height) };
    for (const isTurned of [false, true]) {
      const alongX = axis(isTurned ? rows : columns, width, 1);
      const alongY = axis(isTurned ? columns : rows, height, 2);
      const found = kernels.interpolate(plane, alongX, alongY, isTurned);
      const message = `${width} × ${height} to ${columns} × ${rows}${isTurned ? ', turned' : ''}`;
      assert.equal([...found], [...drawnPicture(plane, alongX, alongY, isTurned)], message);
    }
  }
});

test('round halves to the even grey value', () => {
  const half = Float64Array.of(0.5);
  const between = (a: number, b: number) => {
    const alongX = {
      first: Int32Array.of(0),
      second: Int32Array.of(1),
      firstWeight: half,
      secondWeight: half,
    };
    const alongY = { ...alongX, second: Int32Array.of(0) };
    return kernels.interpolate({ width: 2, height: 1, data: Uint8Array.of(a, b) }, alongX, alongY, false)[0];
  };
  assert.equal([between(0, 1), between(1, 2), between(254, 255), between(255, 255)], [0, 2, 254, 255]);
});

test('refuse voxels outside the plane', () => {
  const data = new Uint8Array(4);
  const inside = axis(4, 2, 3);
  const outside = { ...inside, second: Int32Array.of(0, 1, 2, 1) };
  assert.throws(() => kernels.interpolate({ width: 2, height: 2, data }, outside, inside, false), RangeError);
  assert.throws(() => kernels.interpolate({ width: 2, height: 2, data }, inside, outside, true), RangeError);
  assert.throws(() => kernels.interpolate({ width: 3, height: 2, data }, inside, inside, false), RangeError);
});

test('filter rows of grey values and of colours for a PNG', () => {
  for (const components of [1, 3] as const) {
    for (const width of [1, 2, 5, 6, 16, 17, 18, 33, 301]) {
      const pixels = randomBytes(random(width), 3 * width * components);
      const found = kernels.subtractRows(pixels, width, components);
      assert.equal([...found], [...subtractedRows(pixels, width, components)], `${components} × ${width}`);
    }
  }
  assert.throws(() => kernels.subtractRows(new Uint8Array(7), 2, 3), RangeError);
});

test('color pixels, and blend a mask over them', () => {
  for (const count of [0, 1, 15, 16, 17, 100, 3001]) {
    const grey = randomBytes(random(count), count);
    const pixels = kernels.colorGrey(grey).slice();
    assert.equal(
      [...pixels],
      [...grey].flatMap((value) => [value, value, value]),
    );
    // Half of it is as masks are: nothing, or all.
    const mask = randomBytes(random(2 * count + 1), count).map((value, at) =>
      at % 2 === 0 ? value : value < 128 ? 0 : 255,
    );
    const color = [255, 0, count % 256] as const;
    for (const opacity of [0, 0.45, 1]) {
      const found = kernels.blendMask(pixels, mask, color, opacity);
      assert.equal([...found], [...blendedPixels(pixels, mask, color, opacity)], `${count}, ${opacity}`);
    }
  }
  assert.throws(() => kernels.blendMask(new Uint8Array(6), new Uint8Array(6), [0, 0, 0], 1), RangeError);
});

test.run();
