import { readdir } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SurfaceStore } from '../../../../src/pipeline/convert/precompute/surface-store.js';
import { inTemporaryDirectory } from '../../../support/temporary-directory.js';

const test = suite('surfaces kept in a file');

const block = (x: number) => ({ origin: [x, 0, 0], size: [2, 3, 3] }) as const;
/** A square across a block along x, its corners half-way between voxels. */
const square = {
  vertices: Int16Array.from([0, 1, 2, 2, 1, 2, 2, 3, 2, 0, 3, 2]),
  triangles: Uint32Array.from([0, 1, 2, 0, 2, 3]),
};

test('the inputs of a label are joined where their blocks meet, whatever lies between them', () =>
  inTemporaryDirectory(async (directory) => {
    const store = new SurfaceStore(directory);
    try {
      await store.add(9, square, block(0));
      await store.add(300, square, block(5));
      await store.add(9, square, block(1));
      assert.equal(store.labels, [9, 300]);
      assert.equal([store.triangleCount(9), store.triangleCount(300), store.triangleCount()], [4, 2, 6]);
      const { positions, triangles } = await store.surface(9);
      assert.equal(
        [...positions],
        [
          [0.5, 1, 1.5],
          [1.5, 1, 1.5],
          [1.5, 2, 1.5],
          [0.5, 2, 1.5],
          [2.5, 1, 1.5],
          [2.5, 2, 1.5],
        ].flat(),
      );
      assert.equal([...triangles], [0, 1, 2, 0, 2, 3, 1, 4, 5, 1, 5, 2]);
      assert.is((await store.surface(300)).positions[0], 5.5);
      assert.is((await store.surface(1)).triangles.length, 0);
    } finally {
      await store.close();
    }
    assert.equal(await readdir(directory), []);
  }));

test.run();
