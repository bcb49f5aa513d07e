import Tinypool from 'tinypool';
import { answering } from '../../base/thread-failure.js';
import { AppendFile } from '../../storage/spill-file.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { instantiateKernels } from '../../volume/kernels/load-kernels.js';
import { type MaskTask, type MaskWorkerData, makeMaskChunk } from './mask-chunk.js';
import { storeMesh } from './mask-surface.js';

const { kernelModule, ...handles } = Tinypool.workerData as MaskWorkerData;
const files = { surfaces: new AppendFile(handles.surfaces), meshes: new AppendFile(handles.meshes) };
let kernels: Kernels | null = null;

/** The entry point of a worker: makes one chunk or one mesh of a mask. */
export default answering(async (task: MaskTask): Promise<unknown> => {
  if ('surface' in task) {
    // No chunk follows the first mesh; the kernels' memory cannot shrink, so it is released.
    kernels = null;
    return storeMesh(task.surface, files);
  }
  const { block, labels, copied } = task;
  kernels ??= instantiateKernels(kernelModule);
  const { arena } = kernels;
  arena.reset();
  const offset = arena.allocate(labels.length);
  arena.bytes(offset, labels.length).set(labels);
  copied.postMessage(null);
  return makeMaskChunk(kernels, offset, block, files.surfaces);
});
