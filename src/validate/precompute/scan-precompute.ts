import type { TreeReader } from '../../tree/index.js';
import type { Kernels } from '../../volume/kernels/index.js';
import type { PrecomputeContext } from '../contexts/index.js';
import { type PrecomputeFacts, TroubleTally } from './precompute-facts.js';
import { scanAnnotations } from './scan-annotations.js';
import { scanMeshes } from './scan-meshes.js';
import { scanSegmentation } from './scan-segmentation.js';

/** What a look into a precomputed directory works with. */
export interface PrecomputeScan {
  readonly reader: TreeReader;
  readonly context: PrecomputeContext;
  readonly tally: TroubleTally;
  /** A few shards, chunks and meshes only. */
  readonly isSample: boolean;
}

/**
 * Looks into the files of a precomputed directory, and holds them against what they are made from. Memory is that of the
 * points of one annotation, or of one chunk or mesh.
 */
export async function scanPrecompute(
  kernels: Kernels,
  reader: TreeReader,
  context: PrecomputeContext,
  isSample: boolean,
): Promise<PrecomputeFacts> {
  const tally = new TroubleTally();
  const scan = { reader, context, tally, isSample };
  const info = context.info?.value;
  if (info?.kind === 'annotations') await scanAnnotations(scan, info);
  if (info?.kind === 'segmentation') {
    await scanSegmentation(scan, info, kernels);
    await scanMeshes(scan, info);
  }
  return tally.finish();
}
