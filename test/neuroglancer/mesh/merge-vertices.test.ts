import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../../demo/random.js';
import { mergeVertices } from '../../../src/neuroglancer/mesh/multiresolution.js';

const test = suite('vertices of one place');

test('become one, in the order in which they come, and triangles without area go', () => {
  const positions = Uint32Array.of(1, 2, 3, 65_535, 0, 0, 1, 2, 3, 0, 65_535, 0, 65_535, 0, 0);
  const triangles = Uint32Array.of(0, 1, 3, 2, 3, 4, 0, 2, 1);
  const merged = mergeVertices({ positions, triangles });
  assert.equal([...merged.positions], [1, 2, 3, 65_535, 0, 0, 0, 65_535, 0]);
  assert.equal([...merged.triangles], [0, 1, 2, 0, 2, 1]);
});

test('as a map of places merges them', () => {
  const random = createRandom(9);
  for (const [count, range] of [
    [0, 1],
    [1, 5],
    [500, 4],
    [3000, 65_536],
    [3000, 12],
  ] as const) {
    const positions = Uint32Array.from({ length: count * 3 }, () => random.integer(range));
    const triangles = Uint32Array.from({ length: count * 6 }, () => random.integer(Math.max(1, count)));
    const places = new Map<string, number>();
    const kept: number[] = [];
    const own = Array.from({ length: count }, (_, vertex) => {
      const place = positions.subarray(vertex * 3, vertex * 3 + 3);
      const known = places.get(place.join()) ?? places.size;
      if (known === places.size) kept.push(...place);
      places.set(place.join(), known);
      return known;
    });
    const left: number[] = [];
    for (let at = 0; at < triangles.length; at += 3) {
      const corners = [...triangles.subarray(at, at + 3)].map((vertex) => own[vertex] as number);
      if (new Set(corners).size === 3) left.push(...corners);
    }
    const merged = mergeVertices({ positions, triangles });
    assert.equal([...merged.positions], kept);
    assert.equal([...merged.triangles], left);
  }
});

test.run();
