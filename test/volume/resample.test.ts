import { Image } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { type KeyImageName, keyImageFrame } from '../../src/volume/key-image.js';
import { resample } from '../../src/volume/project-plane.js';

const kernels = await loadKernels();
const test = suite('planes in the pixels of key images');

/** Grey values without a pattern, from a seed. */
function greys(count: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

const sizes: [number, number][] = [
  [10, 12],
  [12, 10],
  [7, 31],
  [64, 64],
  [100, 75],
  [3, 5],
  [2, 9],
  [9, 3],
  [1, 1],
  [512, 384],
];

for (const name of ['thumbnail', 'snapshot', 'expanded'] satisfies KeyImageName[]) {
  test(`are those that image-js gives: ${name}`, () => {
    for (const [width, height] of sizes) {
      for (const factor of width > 90 ? [1, 2] : [1]) {
        const frame = keyImageFrame(name, factor * width, factor * height);
        const data = greys(width * height, 1000 * width + height);
        const isNarrow = Math.min(width, height) < 4;
        const matrix = frame.toPicture.map(([x, y, shift]) => [
          x * factor,
          y * factor,
          ((x + y) * factor) / 2 + shift - 0.5,
        ]);
        const expected = new Image(width, height, { colorModel: 'GREY', bitDepth: 8, data }).transform(
          matrix,
          {
            width: frame.width,
            height: frame.height,
            interpolationType: 'bilinear',
            borderType: isNarrow ? 'constant' : 'replicate',
          },
        );
        const found = resample(
          kernels,
          { width, height, data },
          frame,
          factor,
          isNarrow ? 'black' : 'replicate',
        );
        const pixels = Uint8Array.from(expected.getRawImage().data);
        assert.is(Buffer.compare(found.rows(0, frame.height), pixels), 0, `${width} × ${height}`);
        const third = Math.ceil(frame.height / 3);
        const parts = [0, 1, 2].map((part) =>
          found.rows(part * third, Math.min((part + 1) * third, frame.height)).slice(),
        );
        assert.is(Buffer.compare(Buffer.concat(parts), pixels), 0, `${width} × ${height} in parts`);
      }
    }
  });
}

test.run();
