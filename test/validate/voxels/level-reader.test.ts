import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { TreeReader } from '../../../src/tree/tree-reader.js';
import type { VolumeContext } from '../../../src/validate/contexts/acquisition.js';
import { openLevels } from '../../../src/validate/voxels/level-reader.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { parseArrayMetadata } from '../../../src/volume/zarr/array-metadata.js';
import { memoryStorage } from '../support/memory-storage.js';

const test = suite('levels of sparse masks');

const kernels = await loadKernels();
const place = { path: 'm', entity: 'annotation', dataset: null, run: null };
const unread = { path: 'm', size: 0, value: null, problem: null };

/** Returns a mask of 40³ voxels in chunks of 2³, of which one exists; `n` is the shape of its MRC. */
function sparseMask(n: readonly [number, number, number] | null): VolumeContext {
  const document = {
    zarr_format: 2,
    shape: [40, 40, 40],
    chunks: [2, 2, 2],
    dtype: '|i1',
    fill_value: 0,
    dimension_separator: '/',
  };
  const array = parseArrayMetadata(document, 'm.zarr/0/.zarray');
  return {
    ...place,
    kind: 'semantic-mask',
    mrc:
      n === null
        ? null
        : ({ ...place, ...unread, value: { shape: n } } as unknown as NonNullable<VolumeContext['mrc']>),
    zarr: {
      path: 'm.zarr',
      version: '0.4',
      files: new Map([['0/0/0/0', 8]]),
      group: unread,
      attributes: unread,
      levelAttributes: [],
      arrays: new Map([['0', { ...unread, value: { ...array, readable: array } }]]),
    },
    mrcPath: 'm.mrc',
    zarrPath: 'm.zarr',
    metadata: null,
    spacing: null,
  };
}

function opened(n: readonly [number, number, number] | null): { levels: number; unlooked: string | null } {
  const top = kernels.arena.top;
  const { levels, unlooked } = openLevels(kernels, new TreeReader(memoryStorage(new Map())), sparseMask(n));
  kernels.arena.release(top);
  return { levels: levels.length, unlooked: unlooked?.message ?? null };
}

test('small chunks are looked into where the MRC tells that the shape is right', () => {
  assert.equal(opened([40, 40, 40]), { levels: 1, unlooked: null });
});

test('and are not where it does not', () => {
  const unlooked = 'chunks of this size cannot be looked into';
  assert.equal(opened(null), { levels: 0, unlooked });
  assert.equal(opened([40, 40, 41]), { levels: 0, unlooked: null });
});

test.run();
