import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boundsOf } from '../../../src/neuroglancer/bounds.js';
import { levelsOfDetail } from '../../../src/neuroglancer/mesh/levels-of-detail.js';
import type { Mesh } from '../../../src/neuroglancer/mesh/mesh.js';
import { encodeMultiresolution } from '../../../src/neuroglancer/mesh/multiresolution.js';
import { patches, simplify } from '../../../src/neuroglancer/mesh/simplify.js';
import { simplifyPiece } from '../../../src/neuroglancer/mesh/surface-builder.js';
import { longOf } from '../../support/long.js';
import { isClosed, sphere, volumeOf } from './support/shapes.js';

const test = suite('fewer triangles');
const long = longOf(test);

const count = ({ triangles }: Mesh) => triangles.length / 3;

test('patches hold every triangle once, at most so many together', () => {
  const ball = sphere(10, 4);
  const found = [...patches(ball, 300)].map((which) => Uint32Array.from(which));
  assert.ok(found.every((which) => which.length > 0 && which.length <= 300));
  const all = found.flatMap((which) => [...which]).sort((a, b) => a - b);
  assert.equal(
    all,
    Array.from({ length: count(ball) }, (_, triangle) => triangle),
  );
});

test('triangles in one place are patches too', () => {
  const triangles = Uint32Array.from({ length: 30 }, (_, index) => index % 3);
  const mesh = { positions: Float64Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0]), triangles };
  assert.equal(
    [...patches(mesh, 4)].map((which) => which.length),
    [2, 3, 2, 3],
  );
});

test('patch by patch a mesh stays closed and where it is', async () => {
  const ball = sphere(50, 6);
  const options = { triangleCount: 8000, error: Number.POSITIVE_INFINITY };
  const whole = await simplify(ball, options);
  const pieced = await simplify(ball, { ...options, most: 5000 });
  assert.is(count(ball), 32_768);
  assert.ok(count(whole) <= 8000);
  // Triangles along the borders of patches are kept.
  assert.ok(count(pieced) <= 9500, `${count(pieced)} triangles`);
  assert.ok(isClosed(pieced));
  assert.ok(Math.abs(volumeOf(pieced) / volumeOf(ball) - 1) < 0.005);
  assert.equal(Math.max(...pieced.triangles), pieced.positions.length / 3 - 1);
});

test('work pauses between pieces, and ends when the pause fails', async () => {
  const ball = sphere(60, 5);
  const pausesOf = async (work: (pause: () => Promise<void>) => Promise<unknown>, most: number) => {
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
      if (pauses > most) throw new Error('stopped');
    };
    const end = await work(pause).then(
      () => 'done',
      (error: Error) => error.message,
    );
    return { pauses, end };
  };
  const pieced = (pause: () => Promise<void>) =>
    simplify(ball, { triangleCount: 1000, error: 1, most: 2048, pause });
  assert.equal(await pausesOf(pieced, 99), { pauses: [...patches(ball, 2048)].length, end: 'done' });
  assert.equal(await pausesOf(pieced, 2), { pauses: 3, end: 'stopped' });
  const levels = await levelsOfDetail(ball);
  const encoding = (pause: () => Promise<void>) => encodeMultiresolution(levels, pause);
  assert.equal(await pausesOf(encoding, 10), { pauses: 11, end: 'stopped' });
});

test('parts of a surface keep their borders', async () => {
  const part = plane(240);
  const simple = await simplifyPiece(part, 0.25, 200_000);
  assert.ok(simple.triangles.length < part.triangles.length / 10, `${simple.triangles.length / 3}`);
  const border = (vertices: Int16Array) => {
    const places: string[] = [];
    for (let at = 0; at < vertices.length; at += 3) {
      const [x = 0, y = 0, z = 0] = vertices.subarray(at, at + 3);
      if (x === 0 || y === 0 || x === 480 || y === 480) places.push([x, y, z].join());
    }
    return places.sort();
  };
  assert.equal(border(simple.vertices), border(part.vertices));
});

long('the coarsest level of a very large mesh is one that can be shown', async () => {
  const ball = sphere(100, 8);
  assert.is(count(ball), 524_288);
  const counts = (await levelsOfDetail(ball)).map(count);
  assert.is(counts.length, 3);
  assert.ok((counts[2] ?? 0) <= 100_100, `${counts}`);
  const { lower, upper } = boundsOf(ball.positions);
  assert.ok(lower.every((low) => low === -100) && upper.every((high) => high === 100));
});

test.run();

/** Returns a flat square of a number of voxels, in half voxels, with two triangles per voxel. */
function plane(side: number) {
  const row = side + 1;
  const vertices = new Int16Array(row * row * 3);
  for (let at = 0; at < row * row; at++) vertices.set([2 * (at % row), 2 * Math.floor(at / row), 9], at * 3);
  const triangles: number[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const a = y * row + x;
      triangles.push(a, a + 1, a + row, a + 1, a + row + 1, a + row);
    }
  }
  return { vertices, triangles: Uint32Array.from(triangles) };
}
