import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { VoxelSurface } from '../../../src/volume/kernels/kernels.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';

const test = suite('surfaces of labels');

const kernels = await loadKernels();

type LabelAt = (z: number, y: number, x: number) => number;

function surfaceOf(size: number, labelAt: LabelAt, label = 1): VoxelSurface {
  const top = kernels.arena.top;
  const offset = kernels.arena.allocate(size ** 3 * 2);
  const voxels = new Uint16Array(size ** 3);
  let at = 0;
  for (let z = 0; z < size; z++)
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) voxels[at++] = labelAt(z, y, x);
  kernels.arena.bytes(offset, voxels.byteLength).set(new Uint8Array(voxels.buffer));
  const planes = { offset, rowStride: size * 2, planeStride: size * size * 2 };
  const surface = kernels.surface(planes, { planes: size, rows: size, columns: size }, label);
  kernels.arena.release(top);
  return surface;
}

/** Volume in voxels: positive when triangles are turned outwards. */
function volume({ vertices, triangles }: VoxelSurface): number {
  let sum = 0;
  const corner = (index: number) =>
    [0, 1, 2].map((axis) => vertices[(triangles[index] ?? 0) * 3 + axis] ?? 0);
  for (let at = 0; at < triangles.length; at += 3) {
    const [ax = 0, ay = 0, az = 0] = corner(at);
    const [bx = 0, by = 0, bz = 0] = corner(at + 1);
    const [cx = 0, cy = 0, cz = 0] = corner(at + 2);
    sum += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return sum / 6 / 8;
}

/** Every edge is used as often in one direction as in the other. */
function isClosed({ triangles }: VoxelSurface): boolean {
  const balance = new Map<string, number>();
  for (let at = 0; at < triangles.length; at += 3) {
    for (let side = 0; side < 3; side++) {
      const from = triangles[at + side] ?? 0;
      const to = triangles[at + ((side + 1) % 3)] ?? 0;
      const key = from < to ? `${from} ${to}` : `${to} ${from}`;
      balance.set(key, (balance.get(key) ?? 0) + (from < to ? 1 : -1));
    }
  }
  return [...balance.values()].every((count) => count === 0);
}

test('a single voxel is an octahedron around its centre', () => {
  const surface = surfaceOf(3, (z, y, x) => (z === 1 && y === 1 && x === 1 ? 1 : 0));
  assert.is(surface.vertices.length, 18);
  assert.is(surface.triangles.length, 24);
  assert.ok(isClosed(surface));
  assert.is(volume(surface), 1 / 6);
  assert.equal([Math.min(...surface.vertices), Math.max(...surface.vertices)], [1, 3]);
});

test('a sphere is closed, turned outwards, of the volume of its voxels', () => {
  let count = 0;
  const surface = surfaceOf(32, (z, y, x) => {
    const isInside = Math.hypot(z - 15.5, y - 15.2, x - 15.8) < 13.3;
    count += isInside ? 1 : 0;
    return isInside ? 1 : 0;
  });
  assert.ok(isClosed(surface));
  assert.ok(Math.abs(volume(surface) / count - 1) < 0.01, `${volume(surface)} for ${count} voxels`);
});

test('any pattern of voxels gives a closed surface', () => {
  let state = 11;
  for (let round = 0; round < 20; round++) {
    const surface = surfaceOf(8, (z, y, x) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const isBorder = [z, y, x].some((index) => index === 0 || index === 7);
      return isBorder ? 0 : (state >>> 16) % 3;
    });
    assert.ok(surface.triangles.length > 100);
    assert.ok(isClosed(surface), `round ${round}`);
    assert.ok(volume(surface) > 0);
  }
});

test('each label has its own surface, and a label that is not there none', () => {
  const halves: LabelAt = (_z, _y, x) => (x === 0 || x === 7 ? 0 : x < 4 ? 5 : 6);
  assert.ok(surfaceOf(8, halves, 5).triangles.length > 0);
  assert.is(surfaceOf(8, halves, 7).triangles.length, 0);
});

test.run();
