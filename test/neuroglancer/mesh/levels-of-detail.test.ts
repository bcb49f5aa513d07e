import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boundsOf } from '../../../src/neuroglancer/bounds.js';
import { instanceLevels, placeInstances } from '../../../src/neuroglancer/mesh/levels-of-detail.js';
import { writeMeshes } from '../../../src/neuroglancer/mesh/write-meshes.js';
import { gzip } from '../../../src/storage/gzip.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { readViewerMesh } from '../../support/viewer-mesh.js';
import { filesOf } from '../support/memory-directory.js';
import { box, isClosed, sphere, volumeOf } from './support/shapes.js';

const test = suite('instances of a mesh');

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** A quarter turn around z, then one around x: x to z, y to -x, z to -y. */
const turned = [0, -1, 0, 0, 0, -1, 1, 0, 0];

test('each stands where its placement says, turned as it says', () => {
  const placed = placeInstances(box(2, 3, 5), [
    { position: [10, 20, 30], rotation: identity },
    { position: [100, 200, 300], rotation: turned },
  ]);
  assert.is(placed.positions.length, 48);
  const instance = (index: number) => ({
    positions: placed.positions.slice(index * 24, index * 24 + 24),
    triangles: placed.triangles.slice(index * 36, index * 36 + 36).map((vertex) => vertex - index * 8),
  });
  assert.equal(boundsOf(instance(0).positions), { lower: [10, 20, 30], upper: [12, 23, 35] });
  assert.equal(boundsOf(instance(1).positions), { lower: [97, 195, 300], upper: [100, 200, 302] });
  for (const index of [0, 1]) {
    assert.ok(Math.abs(volumeOf(instance(index)) - 30) < 1e-9, 'turned inside out');
    assert.ok(isClosed(instance(index)));
  }
  assert.equal([...instance(1).triangles], [...box(1, 1, 1).triangles]);
});

test('no placement, no triangle', () => {
  const { positions, triangles } = placeInstances(box(1, 1, 1), []);
  assert.equal([positions.length, triangles.length], [0, 0]);
});

const placements = Array.from({ length: 40 }, (_, index) => ({
  position: [
    20 + 30 * (index % 4),
    20 + 30 * (Math.trunc(index / 4) % 5),
    20 + 60 * Math.trunc(index / 20),
  ] as const,
  rotation: index % 2 === 0 ? identity : turned,
}));

async function trianglesOfLevels(most?: number): Promise<number[] | null> {
  return inTemporaryDirectory(async (directory) => {
    const placed = await instanceLevels(sphere(6, 3), placements, most);
    if (placed === null) return null;
    const files = await filesOf((to) =>
      writeMeshes(new Map([[1, placed]]), new Map([[1, 'ball']]), to, gzip),
    );
    for (const { path, bytes } of files) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), bytes);
    }
    const { levels } = await readViewerMesh(directory, 1);
    for (const level of levels) {
      const { lower, upper } = boundsOf(level.positions);
      for (const axis of [0, 1, 2] as const) {
        const farthest = [110, 140, 80][axis] ?? 0;
        assert.ok(Math.abs(lower[axis] - 14) < 1, `${lower}`);
        assert.ok(Math.abs(upper[axis] - (farthest + 6)) < 1, `${upper}`);
      }
    }
    return levels.map(({ triangles }) => triangles.length / 3);
  });
}

test('levels of detail halve the mesh before it is placed', async () => {
  const [finest = 0, middle = 0, coarsest = 0, ...more] = (await trianglesOfLevels()) ?? [];
  assert.equal(more, []);
  // Triangles cut by the border of a chunk are counted several times.
  assert.ok(finest >= 40 * 512 && finest < 40 * 700, `${finest}`);
  assert.ok(middle < 0.75 * finest && coarsest < 0.75 * middle, `${middle}, ${coarsest}`);
});

test('where there would be too many triangles, the finest level is simpler', async () => {
  const [finest = 0] = (await trianglesOfLevels(40 * 300)) ?? [];
  assert.ok(finest >= 40 * 200 && finest < 40 * 400, `${finest}`);
  assert.is(await trianglesOfLevels(40 * 3), null);
});

test.run();
