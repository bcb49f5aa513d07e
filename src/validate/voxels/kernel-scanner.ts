import pLimit from 'p-limit';
import { checkPicture } from '../../formats/picture/index.js';
import type { TreeReader } from '../../tree/index.js';
import type { VolumeChecker } from '../../volume/engine/check/index.js';
import { type Kernels, loadKernels } from '../../volume/kernels/index.js';
import { scanPrecompute } from '../precompute/scan-precompute.js';
import { scanVolume } from './scan-volume.js';
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
  return {
    scan: (volume) =>
      one(async () => {
        kernels ??= loadKernels();
        return scanVolume(await kernels, reader, volume, isSample, checker);
      }),
    scanPrecompute: (precompute) =>
      one(async () => {
        kernels ??= loadKernels();
        return scanPrecompute(await kernels, reader, precompute, isSample);
      }),
    scanPicture: checkPicture,
    close: async () => checker?.close(),
  };
}
