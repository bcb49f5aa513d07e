import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { createVolumeEngine } from '../../../src/volume/engine/create-volume-engine.js';
import type { PreviewRequest } from '../../../src/volume/engine/volume-job.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { centralSections, readSections, sumSections } from '../../../src/volume/slab.js';
import { openRows } from '../../../src/volume/source/open-volume.js';
import type { Shape, ZarrForm } from '../../../src/volume/volume.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { convertBytes } from '../support/convert.js';
import { makeMrc } from '../support/make-mrc.js';
import { memoryStorage } from '../support/memory-storage.js';
import { hashAt } from '../support/random.js';

const test = suite('previews of volumes that are converted');
const kernels = await loadKernels();
const hash = hashAt(5);

/** Values whose sums depend on the order in which they are added. */
const value = (index: number) => ((hash(index) % 2001) - 1000) * 10 ** ((hash(index + 7) % 9) - 4);
const made = new Map<string, Uint8Array>();
function sourceOf(shape: Shape): Uint8Array {
  const bytes = made.get(`${shape}`) ?? makeMrc({ shape, mode: 2, value });
  made.set(`${shape}`, bytes);
  return bytes;
}
const coarseDepth = ([depth]: Shape) => Math.ceil(depth / 4);
const wishOf = (shape: Shape, step: number): PreviewRequest => ({
  slab: centralSections(shape[0], 40),
  coarsest: { sections: { from: Math.floor(coarseDepth(shape) / 3), to: coarseDepth(shape) }, step },
});

const forms: readonly ZarrForm[] = [
  { version: '0.4', compression: { codec: 'lz4' } },
  { version: '0.5', compression: { codec: 'lz4' } },
];

for (const { version, compression } of forms) {
  test(`are what is read from the files that are written (${version})`, async () => {
    for (const [shape, step] of [
      [[53, 70, 41], 1],
      [[9, 300, 33], 7],
      [[60, 65, 530], 13],
      [[1, 5, 6], 2],
    ] as const) {
      const wish = wishOf(shape, step);
      const { result, output } = await convertBytes(sourceOf(shape), {
        kind: 'tomogram',
        zarrForm: { version, compression },
        preview: wish,
      });
      const { storage } = memoryStorage(Object.fromEntries(output.files));
      const { preview } = result;
      const mrc = await openRows(storage, 'out.mrc');
      const summed = await sumSections(mrc, wish.slab ?? { from: 0, to: 0 }, kernels);
      assert.equal(preview?.slab, summed, `${shape}`);
      const level = await openRows(storage, 'out.zarr/2');
      const { sections } = wish.coarsest ?? { sections: { from: 0, to: 0 } };
      assert.equal(preview?.coarsest?.shape, level.header.shape);
      assert.equal(preview?.coarsest?.values, await readSections(level, sections, step, kernels), `${shape}`);
      assert.equal(preview?.shape, shape);
      await mrc.close();
      await level.close();
    }
  });
}

test('workers give the same', () =>
  inTemporaryDirectory(async (directory) => {
    const shape = [60, 260, 270] as const;
    await writeFile(join(directory, 'in.mrc'), sourceOf(shape));
    const storage = createLocalStorage(directory);
    const engine = createVolumeEngine({ jobs: 2, memory: 2 ** 30 });
    const source = await openRows(storage, 'in.mrc');
    const shared = {
      source,
      kind: 'tomogram',
      voxelSpacing: 10,
      edge: 'mean',
      compatible: 'none',
      timestamp: new Date(0),
    } as const;
    try {
      const wish = wishOf(shape, 5);
      const zarr = { storage, key: 'out.zarr' };
      const { preview } = await engine.convert({
        ...shared,
        mrc: { storage, key: 'out.mrc' },
        zarr,
        preview: wish,
      });
      const { result } = await convertBytes(sourceOf(shape), { kind: 'tomogram', preview: wish });
      assert.equal(preview, result.preview);
      const slabOnly = await engine.convert({
        ...shared,
        mrc: { storage, key: 'two.mrc' },
        zarr: null,
        preview: wish,
      });
      assert.equal(slabOnly.preview, { shape, slab: preview?.slab ?? null, coarsest: null });
    } finally {
      await source.close();
      await engine.close();
    }
  }));

test('nothing is taken that nobody wants, nor of what is no tomogram', async () => {
  const shape = [6, 7, 8] as const;
  const none = await convertBytes(sourceOf(shape), { kind: 'tomogram' });
  assert.is(none.result.preview, undefined);
  const { result } = await convertBytes(sourceOf(shape), { kind: 'tiltseries', preview: wishOf(shape, 1) });
  assert.is(result.preview, undefined);
  const slab = { from: 2, to: 3 };
  const some = await convertBytes(sourceOf(shape), { kind: 'tomogram', preview: { slab, coarsest: null } });
  assert.is(some.result.preview?.coarsest, null);
  assert.is(some.result.preview?.slab?.sums[9], Math.fround(value(2 * 56 + 9)));
});

test.run();
