import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../../demo/files/mrc.js';
import { chunkExtents } from '../../../src/neuroglancer/segmentation-info.js';
import { maskBlock } from '../../../src/pipeline/precompute/mask-chunk.js';
import {
  createMaskFiles,
  labelSurfaces,
  type MaskFiles,
  storedMeshes,
} from '../../../src/pipeline/precompute/mask-surface.js';
import {
  type MaskWorkers,
  noMaskWorkers,
  startMaskWorkers,
} from '../../../src/pipeline/precompute/mask-workers.js';
import { createLocalStorage } from '../../../src/storage/local/local-storage.js';
import { KernelPool } from '../../../src/volume/kernels/load-kernels.js';
import { openRows } from '../../../src/volume/source/open-volume.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';

const test = suite('masks in workers');

const shape = [40, 50, 90] as const;
const noPause = async () => {};

/** Three balls, of which the second reaches into two chunks and the third is cut by the end of the volume. */
function labelAt(z: number, y: number, x: number): number {
  if (Math.hypot(z - 14, y - 14, x - 14) < 11) return 4;
  if (Math.hypot(z - 20, y - 25, x - 46) < 15.5) return 300;
  return Math.hypot(z - 30, y - 44, x - 80) < 14 ? 2 : 0;
}

/** The balls as an MRC of int16. */
function maskFile(): Uint8Array {
  const [, rows, columns] = shape;
  const values = Float32Array.from({ length: shape[0] * rows * columns }, (_, at) =>
    labelAt(Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns),
  );
  return encodeMrc({ shape, values }, { mode: 1, voxelSize: 10 });
}

test('workers make the chunks and meshes that one thread makes', () =>
  inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'mask.mrc'), maskFile());
    const volume = await openRows(createLocalStorage(directory), 'mask.mrc');
    const kernels = new KernelPool();
    const grid = { size: [90, 50, 40], chunkSize: [48, 64, 64] } as const;
    const made = async (start: (kept: MaskFiles) => MaskWorkers | Promise<MaskWorkers>) => {
      const kept = createMaskFiles(directory);
      const workers = await start(kept);
      try {
        const chunks = await Promise.all(
          [...chunkExtents(grid)].map((extent) => workers.makeChunk(maskBlock(extent))),
        );
        const surfaces = labelSurfaces(chunks.map(({ pieces }) => pieces));
        const places = await Promise.all(surfaces.map((surface) => workers.makeMesh(surface)));
        const meshes = storedMeshes(places.filter((place) => place !== null).reverse(), kept);
        const shown = meshes.map(async ({ key, read }) => [
          Number(key),
          Buffer.from(await read()).toString('hex'),
        ]);
        return {
          chunks: chunks.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
          meshes: await Promise.all(shown),
        };
      } finally {
        await workers.close();
        kept.surfaces.close();
        kept.meshes.close();
      }
    };
    const here = await made((kept) => noMaskWorkers(volume, kept, kernels, noPause));
    assert.equal(
      here.meshes.map(([label]) => label),
      [2, 4, 300],
    );
    assert.is(here.chunks.length, 2);
    assert.equal(await made((kept) => startMaskWorkers(2, volume, kept, kernels, noPause)), here);
    await volume.close();
  }));

test('what fails in a worker is the error of its class here', () =>
  inTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'mask.mrc'), maskFile());
    const volume = await openRows(createLocalStorage(directory), 'mask.mrc');
    const kept = createMaskFiles(directory);
    const workers = await startMaskWorkers(2, volume, kept, new KernelPool(), noPause);
    try {
      const block = { origin: [0, 0, 0], size: [2, 2, 2] } as const;
      const lost = { label: 7, block, vertexCount: 3, triangleCount: 1, offset: 1e6 };
      await workers.makeMesh({ label: 7, pieces: [lost], triangles: 1 });
      assert.unreachable();
    } catch (error) {
      assert.is((error as Error).name, 'StorageError');
      assert.is((error as Error).message, 'surfaces cannot be kept here');
    } finally {
      await workers.close();
      kept.surfaces.close();
      kept.meshes.close();
      await volume.close();
    }
  }));

test.run();
