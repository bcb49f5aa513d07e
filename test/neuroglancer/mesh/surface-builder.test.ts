import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boundsOf } from '../../../src/neuroglancer/bounds.js';
import { simplify } from '../../../src/neuroglancer/mesh/simplify.js';
import { SurfaceBuilder } from '../../../src/neuroglancer/mesh/surface-builder.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { isClosed, volumeOf } from './support/shapes.js';

const test = suite('surfaces of several blocks');

const kernels = await loadKernels();
const size = 40;
const centre = 19.3;
const radius = 15.4;
const isInside = (z: number, y: number, x: number) => Math.hypot(z - centre, y - centre, x - centre) < radius;

/** Returns the surface of a ball from blocks of `step` voxels; each block includes the first voxels of the next one. */
function ballOf(step: number): SurfaceBuilder {
  const builder = new SurfaceBuilder(100_000, 100_000);
  const starts = Array.from({ length: Math.ceil(size / step) }, (_, index) => index * step);
  for (const z0 of starts) {
    for (const y0 of starts) {
      for (const x0 of starts) {
        const start = [z0, y0, x0].map((first) => (first === 0 ? -1 : first));
        const shape = [z0, y0, x0].map(
          (first, axis) => Math.min(size, first + step) + 1 - (start[axis] ?? 0),
        );
        const [planes = 0, rows = 0, columns = 0] = shape;
        const [sz = 0, sy = 0, sx = 0] = start;
        const voxels = new Uint16Array(planes * rows * columns);
        let at = 0;
        for (let z = 0; z < planes; z++)
          for (let y = 0; y < rows; y++)
            for (let x = 0; x < columns; x++) voxels[at++] = isInside(sz + z, sy + y, sx + x) ? 5 : 0;
        const top = kernels.arena.top;
        const offset = kernels.arena.allocate(voxels.byteLength);
        kernels.arena.bytes(offset, voxels.byteLength).set(new Uint8Array(voxels.buffer));
        const strides = { offset, rowStride: columns * 2, planeStride: rows * columns * 2 };
        const part = kernels.surface(strides, { planes, rows, columns }, 5);
        kernels.arena.release(top);
        builder.add(part, { origin: [sx, sy, sz], size: [columns, rows, planes] });
      }
    }
  }
  return builder;
}

let count = 0;
for (let z = 0; z < size; z++)
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) count += isInside(z, y, x) ? 1 : 0;

test('blocks join to the closed surface that one block gives', () => {
  const whole = ballOf(size).mesh();
  const joined = ballOf(13).mesh();
  assert.ok(isClosed(whole));
  assert.ok(isClosed(joined));
  assert.is(joined.triangles.length, whole.triangles.length);
  assert.is(joined.positions.length, whole.positions.length);
  assert.ok(Math.abs(volumeOf(joined) / volumeOf(whole) - 1) < 1e-9);
});

test('the volume is that of the voxels, the bounds are theirs', () => {
  const mesh = ballOf(16).mesh();
  assert.ok(Math.abs(volumeOf(mesh) / count - 1) < 0.01, `${volumeOf(mesh)} for ${count}`);
  const { lower, upper } = boundsOf(mesh.positions);
  // Voxels 4 to 34 are inside along each axis; voxel i spans i to i + 1.
  for (const axis of [0, 1, 2] as const) {
    assert.is(lower[axis], 4);
    assert.is(upper[axis], 35);
  }
});

test('a simplified surface stays closed, near the volume and within half a voxel', async () => {
  const mesh = ballOf(16).mesh();
  const simple = await simplify(mesh, { triangleCount: mesh.triangles.length / 300, error: 0.25 });
  assert.ok(simple.triangles.length < mesh.triangles.length / 2);
  assert.ok(isClosed(simple));
  assert.ok(Math.abs(volumeOf(simple) / count - 1) < 0.03, `${volumeOf(simple)} for ${count}`);
  const { lower, upper } = boundsOf(simple.positions);
  for (const axis of [0, 1, 2] as const) {
    assert.ok(Math.abs(lower[axis] - 4) <= 0.5);
    assert.ok(Math.abs(upper[axis] - 35) <= 0.5);
  }
});

test.run();
