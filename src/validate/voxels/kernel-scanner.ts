import pLimit from 'p-limit';
import { checkPicture } from '../../formats/picture/picture-formats.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import type { VolumeChecker } from '../../volume/engine/volume-checker.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { VoxelScanner } from './voxel-scanner.js';

/**
 * A scanner on this thread; volumes wait for each other, for they share the kernels' memory. It loads kernels of its
 * own unless it is given some. With a checker, volumes in which all is well are only seen by that.
 */
export function createKernelScanner(
  reader: TreeReader,
  isSample: boolean,
  shared?: Promise<Kernels>,
  checker: VolumeChecker | null = null,
): VoxelScanner {
  const one = pLimit(1);
  let kernels = shared;
  // What looks at voxels is loaded with the first of them: headers are checked without it.
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
