import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { Pause } from '../../base/pause.js';
import { createWorkerPool } from '../../base/worker-pool.js';
import { voxelCount } from '../../volume/chunk-grid.js';
import { compileKernels, type KernelSource } from '../../volume/kernels/load-kernels.js';
import { readLabels, readLabelsTo } from '../../volume/labels.js';
import type { RowVolume } from '../../volume/row-reader.js';
import {
  type MaskBlock,
  type MaskChunk,
  type MaskTask,
  type MaskWorkerData,
  makeMaskChunk,
} from './mask-chunk.js';
import { type LabelSurface, type MaskFiles, type MeshLocation, storeMesh } from './mask-surface.js';

/** Memory of a worker in bytes: a block of labels with its surfaces, or a mesh that is simplified and encoded. */
export const maskWorkerBytes = 120 * 1024 * 1024;

/** Makes the precomputed data of a mask, on this thread or in workers; the bytes are the same. */
export type MaskWorkers = ReturnType<typeof noMaskWorkers>;

/** Returns MaskWorkers that run on this thread. */
export function noMaskWorkers(volume: RowVolume, files: MaskFiles, kernelPool: KernelSource, pause: Pause) {
  return {
    /** Number of chunks or surfaces in progress. */
    count: 1,
    makeChunk: (block: MaskBlock) =>
      kernelPool.use(async (kernels) => {
        await pause();
        const offset = await readLabels(volume, block, kernels);
        return makeMaskChunk(kernels, offset, block, files.surfaces);
      }),
    async makeMesh(surface: LabelSurface) {
      await pause();
      return storeMesh(surface, files, pause);
    },
    close: async () => {},
  };
}

/** Starts `count` workers. Labels are read on this thread. */
export async function startMaskWorkers(
  count: number,
  volume: RowVolume,
  files: MaskFiles,
  kernelPool: KernelSource,
  pause: Pause,
): Promise<MaskWorkers> {
  const data: MaskWorkerData = {
    kernelModule: await compileKernels(),
    surfaces: files.surfaces.handle,
    meshes: files.meshes.handle,
  };
  const file = new URL('./mask-worker.js', import.meta.url);
  const pool = createWorkerPool({ file, workers: count, data: () => data, heap: [256, 16] });
  const oneBlock = pLimit(1);
  let memory = new SharedArrayBuffer(0);
  return {
    // One more than workers, whose labels are read meanwhile.
    count: count + 1,
    async makeChunk(block) {
      const { chunk } = await oneBlock(async () => {
        await pause();
        const bytes = voxelCount(block.extent) * 2;
        if (memory.byteLength < bytes) memory = new SharedArrayBuffer(bytes);
        const labels = new Uint8Array(memory, 0, bytes);
        await kernelPool.use((kernels) => readLabelsTo(volume, block, kernels, () => labels));
        const { port1, port2 } = new MessageChannel();
        const task: MaskTask = { block, labels, copied: port2 };
        const chunk = pool.run<MaskChunk>(task, [port2]);
        // The caller gets its failure with the chunk.
        const ended = chunk.catch(() => undefined);
        await Promise.race([once(port1, 'message'), ended]);
        port1.close();
        return { chunk };
      });
      return chunk;
    },
    async makeMesh(surface) {
      await pause();
      // No chunk follows the first mesh.
      memory = new SharedArrayBuffer(0);
      return pool.run<MeshLocation | null>({ surface } satisfies MaskTask);
    },
    close: () => pool.destroy(),
  };
}
