import { decode } from 'image-js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drawSections } from '../../src/diff/draw-sections.js';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { poolDifference, poolGrid, poolMean } from '../../src/volume/slab.js';
import { diffMemory } from './support/diff-memory.js';
import { copyTree, makeTree, tomogramLevels } from './support/make-tree.js';
import { type MadeLevel, putZarr } from './support/make-zarr.js';
import { createMemoryStorage } from './support/memory-storage.js';

const test = suite('sections of changed volumes');

test('the central section and that of the largest difference, as pictures of the volume', async () => {
  const kernels = await loadKernels();
  const a = await makeTree(kernels, 'documented');
  const b = copyTree(a);
  const levels = tomogramLevels();
  const { values } = levels[0] as MadeLevel;
  values[(1 * 10 + 4) * 13 + 7] = 50;
  putZarr(b.files, b.path('tomogramZarr'), kernels, 'float32', levels);
  const { entities } = await diffMemory(a, b);
  const change = entities.flatMap(({ changes }) => changes).find(({ kind }) => kind === 'voxels');
  assert.equal(change?.facts?.zyx, [1, 4, 7]);
  const storages = { a: createMemoryStorage(a.files, 'A'), b: createMemoryStorage(b.files, 'B') };
  const sections = await drawSections(storages, change as NonNullable<typeof change>, kernels);
  assert.equal(
    sections.map(({ z, reason, level, path }) => [z, reason, level, path]),
    [
      [3, 'central', '0', b.path('tomogramZarr')],
      [1, 'largest difference', '0', b.path('tomogramZarr')],
    ],
  );
  const pictures = [
    decode(sections[0]?.difference as Uint8Array),
    decode(sections[1]?.difference as Uint8Array),
  ] as const;
  for (const picture of pictures) assert.equal([picture.width, picture.height], [13, 10]);
  assert.equal(pictures[0].getPixel(7, 4), [255, 255, 255]);
  assert.equal(pictures[1].getPixel(7, 4), [220, 0, 0]);
  assert.equal(pictures[1].getPixel(6, 4), [255, 255, 255]);
});

test('large sections are pooled so that a single voxel still shows', () => {
  const plane = (value: number) => {
    const samples = new Float64Array(1000 * 800);
    samples[500 * 1000 + 333] = value;
    return { width: 1000, height: 800, samples };
  };
  const grid = poolGrid(plane(0));
  assert.equal(grid, { width: 334, height: 267, step: 3 });
  const differences = poolDifference(plane(0), plane(-2), grid);
  assert.equal(
    [...differences.entries()].filter(([, value]) => value !== 0),
    [[166 * 334 + 111, -2]],
  );
  assert.is(poolMean(plane(9), grid)[166 * 334 + 111], 1);
});

test.run();
