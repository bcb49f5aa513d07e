import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { keyImageFrame } from '../../src/volume/key-image.js';
import { projectPlane, reducePlane } from '../../src/volume/project-plane.js';

const kernels = await loadKernels();
const test = suite('planes made smaller');

test('pixels are means of squares, and of what is left of them at the far edges', () => {
  const plane = { width: 5, height: 3, data: Uint8Array.from({ length: 15 }, (_, index) => 10 * index) };
  assert.equal(reducePlane(plane, 2), {
    width: 3,
    height: 2,
    data: Uint8Array.of(30, 50, 65, 105, 125, 140),
  });
  assert.equal(reducePlane(plane, 8), { width: 1, height: 1, data: Uint8Array.of(70) });
});

/** Waves some thirty voxels long. */
function waves(width: number, height: number) {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[y * width + x] = Math.round(127.5 + 60 * Math.sin(x / 5) + 60 * Math.cos(y / 7));
    }
  }
  return { width, height, data };
}

test('a plane shows the same in a small picture whether it is averaged first or not', async () => {
  const plane = waves(600, 536);
  const frame = keyImageFrame('thumbnail', plane.width, plane.height);
  assert.is(frame.scale, 0.25);
  const averaged = await projectPlane(kernels, plane, frame);
  // Just below four voxels a pixel nothing is averaged.
  const scale = 0.25001;
  const [[, , left], [, , top]] = frame.toPicture;
  const smoothed = await projectPlane(kernels, plane, {
    ...frame,
    scale,
    toPicture: [
      [scale, 0, left],
      [0, scale, top],
    ],
  });
  const differences = averaged.data.map((value, index) => Math.abs(value - (smoothed.data[index] ?? 0)));
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  assert.ok(mean < 1.5, `grey values differ by ${mean}`);
});

test.run();
