import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareMeshes, readGlb } from '../../../src/diff/mesh/index.js';
import { surfaceArea } from '../../../src/diff/mesh/mesh-geometry.js';
import { nearestVertices } from '../../../src/diff/mesh/nearest-vertices.js';
import { FormatError } from '../../../src/errors/index.js';
import { createRandom } from '../../support/random.js';
import { cube, makeMesh } from '../support/make-content.js';

const test = suite('comparing meshes');

const exact = { absolute: 0, relative: 0 };
const read = async (mesh: typeof cube) => readGlb(await makeMesh(mesh), 'a.glb');

test('a mesh is read with its vertices and triangles', async () => {
  const mesh = await read(cube);
  assert.is(mesh.vertices.length, 24);
  assert.is(mesh.triangles.length, 36);
  assert.is(surfaceArea(mesh), 24);
});

test('a moved vertex gives counts, bounds, areas and the distance', async () => {
  const vertices = [...cube.vertices];
  vertices[0] = -0.5;
  const [finding] = compareMeshes(await read(cube), await read({ ...cube, vertices }), exact);
  assert.is(finding?.a, '8 vertices, 12 triangles, area 24, x y z 0 to 2, 0 to 2, 0 to 2');
  assert.match(
    finding?.b ?? '',
    /^8 vertices, 12 triangles, area \d+\.\d+, x y z -0.5 to 2, 0 to 2, 0 to 2$/,
  );
  assert.is(finding?.facts?.largest, 0.5);
  assert.equal(compareMeshes(await read(cube), await read(cube), exact), []);
});

test('the nearest vertex is the nearest of all', () => {
  const random = createRandom(9);
  const cloud = (count: number, low: number, high: number) =>
    Float32Array.from({ length: 3 * count }, () => random.between(low, high));
  for (const [from, to] of [
    [cloud(200, 0, 10), cloud(300, 0, 10)],
    [cloud(50, -30, 30), cloud(100, 4, 6)],
    [cloud(20, 90, 100), cloud(1, 0, 1)],
  ] as const) {
    let largest = 0;
    for (let at = 0; at < from.length; at += 3) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let other = 0; other < to.length; other += 3) {
        const axes = [0, 1, 2].map((axis) => (from[at + axis] as number) - (to[other + axis] as number));
        nearest = Math.min(nearest, Math.hypot(...axes));
      }
      largest = Math.max(largest, nearest);
    }
    assert.is(nearestVertices(from, to).largest, largest);
  }
});

test('what is no mesh is a FormatError', async () => {
  const whole = await makeMesh(cube);
  for (const bytes of [
    new Uint8Array(),
    new TextEncoder().encode('<html>'),
    whole.slice(0, 60),
    whole.slice(0, -20),
  ]) {
    try {
      await readGlb(bytes, 'a.glb');
      assert.unreachable();
    } catch (error) {
      assert.instance(error, FormatError);
    }
  }
});

test.run();
