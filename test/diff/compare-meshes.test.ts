import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { compareMeshes, nearestVertices, surfaceArea } from '../../src/diff/compare-meshes.js';
import { cube } from './support/make-content.js';

const test = suite('comparing meshes');

const exact = { absolute: 0, relative: 0 };
const geometry = ({ vertices, triangles }: typeof cube) => ({
  vertices: Float32Array.from(vertices),
  triangles: Uint32Array.from(triangles),
});

test('the area of a surface', () => assert.is(surfaceArea(geometry(cube)), 24));

test('a moved vertex gives counts, bounds, areas and the distance', () => {
  const vertices = [...cube.vertices];
  vertices[0] = -0.5;
  const [finding] = compareMeshes(geometry(cube), geometry({ ...cube, vertices }), exact);
  assert.is(finding?.a, '8 vertices, 12 triangles, area 24, x y z 0 to 2, 0 to 2, 0 to 2');
  assert.match(
    finding?.b ?? '',
    /^8 vertices, 12 triangles, area \d+\.\d+, x y z -0.5 to 2, 0 to 2, 0 to 2$/,
  );
  assert.is(finding?.facts?.largest, 0.5);
  assert.equal(compareMeshes(geometry(cube), geometry(cube), exact), []);
});

test('triangles that face the other way are counted, however vertices and triangles are ordered', () => {
  const { vertices, triangles } = cube;
  const corners = vertices.length / 3;
  const reordered = {
    vertices: [...Array(corners).keys()].flatMap((index) =>
      vertices.slice(3 * (corners - 1 - index)).slice(0, 3),
    ),
    triangles: triangles.map((vertex) => corners - 1 - vertex),
  };
  const same = {
    ...reordered,
    triangles: [...reordered.triangles.slice(3), ...reordered.triangles.slice(0, 3)],
  };
  assert.equal(
    compareMeshes(geometry(cube), geometry(same), exact).map(({ kind }) => kind),
    ['mesh-order'],
  );
  const turned = { ...reordered, triangles: reordered.triangles.toReversed() };
  assert.equal(compareMeshes(geometry(cube), geometry(turned), exact), [
    {
      kind: 'mesh-winding',
      severity: 'science',
      at: null,
      a: 'signed volume 8',
      b: 'signed volume -8',
      facts: { triangles: 12, of: 12 },
    },
  ]);
  const [p = 0, q = 0, r = 0, ...rest] = triangles;
  const [change] = compareMeshes(
    geometry(cube),
    geometry({ vertices, triangles: [p, r, q, ...rest] }),
    exact,
  );
  assert.equal(change?.facts, { triangles: 1, of: 12 });
});

test('other diagonals of a flat side are the same surface, unless all faces the other way', () => {
  const [, , , , , , ...rest] = cube.triangles;
  const otherDiagonal = [0, 2, 3, 0, 3, 1, ...rest];
  const kindOf = (triangles: number[]) =>
    compareMeshes(geometry(cube), geometry({ ...cube, triangles }), exact).map(({ kind }) => kind);
  assert.equal(kindOf(otherDiagonal), ['mesh-order']);
  assert.equal(kindOf(otherDiagonal.toReversed()), ['mesh-winding']);
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

test.run();
