import { once } from 'node:events';
import { MessageChannel, type Transferable } from 'node:worker_threads';
import pLimit from 'p-limit';
import { isThreadFailure, reviveFailure, type ThreadFailure } from '../../base/thread-failure.js';
import type { Pause } from '../../neuroglancer/mesh/mesh.js';
import { voxelCount } from '../../volume/chunk-grid.js';
import { compileKernels, type KernelSource } from '../../volume/kernels/load-kernels.js';
import { readLabels, readLabelsTo } from '../../volume/labels.js';
import type { RowVolume } from '../../volume/row-reader.js';
import {
  type ChunkTask,
  type MaskBlock,
  type MaskChunk,
  type MaskWorkerData,
  makeMaskChunk,
  type SurfaceTask,
} from './mask-chunk.js';
import { type LabelSurface, type MaskFiles, type MeshPlace, storeMesh } from './mask-surface.js';

/** What a worker takes: a block of labels with its surfaces, or a mesh with what simplifies and encodes it. */
export const maskWorkerBytes = 120 * 1024 * 1024;

/** Makes what viewers load of a mask, on this thread or in workers; the same bytes come out. */
export interface MaskWorkers {
  /** Chunks and surfaces that may be under way at a time. */
  readonly count: number;
  makeChunk(block: MaskBlock): Promise<MaskChunk>;
  makeMesh(surface: LabelSurface): Promise<MeshPlace | null>;
  close(): Promise<void>;
}

/** All on this thread, piece by piece. */
export function noMaskWorkers(
  volume: RowVolume,
  files: MaskFiles,
  kernelPool: KernelSource,
  pause: Pause,
): MaskWorkers {
  return {
    count: 1,
    makeChunk: (block) =>
      kernelPool.use(async (kernels) => {
        await pause();
        const offset = await readLabels(volume, block, kernels);
        return makeMaskChunk(kernels, offset, block, files.surfaces);
      }),
    async makeMesh(surface) {
      await pause();
      return storeMesh(surface, files, pause);
    },
    close: async () => {},
  };
}

/** In `count` workers; labels are read on this thread. */
export async function startMaskWorkers(
  count: number,
  volume: RowVolume,
  files: MaskFiles,
  kernelPool: KernelSource,
  pause: Pause,
): Promise<MaskWorkers> {
  const workerData: MaskWorkerData = {
    kernelModule: await compileKernels(),
    surfaces: files.surfaces.handle,
    meshes: files.meshes.handle,
  };
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({
    filename: new URL('./mask-worker.js', import.meta.url).href,
    minThreads: count,
    maxThreads: count,
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
  });
  const oneBlock = pLimit(1);
  let memory = new SharedArrayBuffer(0);
  const run = async <Answer>(task: ChunkTask | SurfaceTask, transferList: Transferable[] = []) => {
    const answer = (await pool.run(task, { transferList })) as Answer | ThreadFailure;
    if (isThreadFailure(answer)) throw reviveFailure(answer);
    return answer as Answer;
  };
  return {
    // One more than there are workers: its labels are read meanwhile.
    count: count + 1,
    async makeChunk(block) {
      const { chunk } = await oneBlock(async () => {
        await pause();
        const bytes = voxelCount(block.extent) * 2;
        if (memory.byteLength < bytes) memory = new SharedArrayBuffer(bytes);
        const labels = new Uint8Array(memory, 0, bytes);
        await kernelPool.use((kernels) => readLabelsTo(volume, block, kernels, () => labels));
        const { port1, port2 } = new MessageChannel();
        const chunk = run<MaskChunk>({ block, labels, copied: port2 }, [port2]);
        // Whoever asked for the chunk is told of its failure.
        const ended = chunk.catch(() => undefined);
        await Promise.race([once(port1, 'message'), ended]);
        port1.close();
        return { chunk };
      });
      return chunk;
    },
    async makeMesh(surface) {
      await pause();
      // No chunk comes any more.
      memory = new SharedArrayBuffer(0);
      return run<MeshPlace | null>({ surface });
    },
    close: () => pool.destroy(),
  };
}
