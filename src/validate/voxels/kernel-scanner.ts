import pLimit from 'p-limit';
import { checkPicture } from '../../formats/picture/picture-formats.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import type { VolumeChecker } from '../../volume/engine/volume-checker.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { VoxelScanner } from './voxel-scanner.js';

/**
 * Creates a scanner that works on this thread. Scans one volume at a time, as volumes share the memory of the kernels. Loads
 * kernels unless `shared` is given. With a checker, volumes without faults are scanned by the checker alone, on other
 * threads.
 */
export function createKernelScanner(
  reader: TreeReader,
  isSample: boolean,
  shared?: Promise<Kernels>,
  checker: VolumeChecker | null = null,
): VoxelScanner {
  const one = pLimit(1);
  let kernels = shared;
  // Imports what decodes voxels only for the first volume: checks of headers start faster without it.
  const load = async () => {
    const { loadKernels } = await import('../../volume/kernels/load-kernels.js');
    kernels ??= loadKernels();
    return kernels;
  };
  return {
    scan: (volume) =>
      one(async () => {
        const { scanVolume } = await import('./scan-volume.js');
        return scanVolume(await load(), reader, volume, isSample, checker);
      }),
    scanPrecompute: (precompute) =>
      one(async () => {
        const { scanPrecompute } = await import('../precompute/scan-precompute.js');
        return scanPrecompute(await load(), reader, precompute, isSample);
      }),
    scanPicture: checkPicture,
    close: async () => checker?.close(),
  };
}
