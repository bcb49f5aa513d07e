import pLimit from 'p-limit';
import { checkPicture, type PictureFacts } from '../../formats/picture/picture-formats.js';
import type { TreeReader } from '../../tree/tree-reader.js';
import type { VolumeChecker } from '../../volume/engine/volume-checker.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import type { VolumeContext } from '../contexts/acquisition.js';
import type {
  AnnotationContext,
  KeyImageLikeness,
  MaskContext,
  PrecomputeContext,
  PrecomputeFacts,
  TomogramContext,
} from '../contexts/reconstructions.js';
import type { ReportedIssue } from '../finding.js';
import type { VoxelFacts } from './voxel-facts.js';

/** Scans the voxels of volumes, precomputed directories and pictures. */
export interface VoxelScanner {
  /** Scans a volume. Never fails because of its content. */
  scan(volume: VolumeContext): Promise<VoxelFacts>;
  /** Scans a precomputed directory. Never fails because of its content. */
  scanPrecompute(precompute: PrecomputeContext): Promise<PrecomputeFacts>;
  /** Looks for the meshes and points of an annotation at one of its masks. Never fails because of their content. */
  scanMask(mask: MaskContext, annotation: AnnotationContext): Promise<readonly ReportedIssue[]>;
  /** Compares the key images of a tomogram with pictures that are drawn again. Never fails because of their content. */
  scanKeyImages(tomogram: TomogramContext): Promise<readonly KeyImageLikeness[]>;
  /** Decodes a picture; fails with a FormatError if that is impossible. */
  readonly scanPicture: (content: Uint8Array, path: string) => Promise<PictureFacts>;
  close(): Promise<void>;
}

/**
 * Creates a scanner on this thread, of one volume at a time: they share the memory of the kernels, which are `shared` or its
 * own. With a checker, volumes without faults are scanned by that alone, on other threads.
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
    scanMask: (mask, annotation) =>
      one(async () => {
        const { scanMask } = await import('./scan-mask.js');
        return scanMask(await load(), reader, mask, annotation);
      }),
    scanKeyImages: (tomogram) =>
      one(async () => {
        const { scanKeyImages } = await import('./scan-key-images.js');
        return scanKeyImages(await load(), reader, tomogram, isSample);
      }),
    scanPicture: checkPicture,
    close: async () => checker?.close(),
  };
}
