import Tinypool from 'tinypool';
import { packFailure } from '../../../errors/index.js';
import { AppendFile } from '../../../storage/append-file.js';
import { instantiateKernels, type Kernels } from '../../../volume/kernels/index.js';
import { makeMaskChunk } from './mask-chunk.js';
import type { ChunkTask, MaskWorkerData, SurfaceTask } from './mask-messages.js';
import { storeMesh } from './stored-meshes.js';

const { kernelModule, ...places } = Tinypool.workerData as MaskWorkerData;
const files = { surfaces: new AppendFile(places.surfaces), meshes: new AppendFile(places.meshes) };
let kernels: Kernels | null = null;

/** Makes one chunk or one mesh of a mask in a worker. */
export default async function work(task: ChunkTask | SurfaceTask): Promise<unknown> {
  try {
    if (!('surface' in task)) return await makeChunk(task);
    // Chunks come first, and the kernels' memory does not shrink.
    kernels = null;
    return await storeMesh(task.surface, files);
  } catch (error) {
    return packFailure(error);
  }
}

async function makeChunk({ block, labels, copied }: ChunkTask): Promise<unknown> {
  kernels ??= instantiateKernels(kernelModule);
  const { arena } = kernels;
  arena.reset();
  const offset = arena.allocate(labels.length);
  arena.bytes(offset, labels.length).set(labels);
  copied.postMessage(null);
  return makeMaskChunk(kernels, offset, block, files.surfaces);
}
