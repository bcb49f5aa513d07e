import { PrecomputedReader, storedFiles } from '../../neuroglancer/read/index.js';
import { gunzip } from '../../storage/index.js';
import { issueOf, type TreeReader } from '../../tree/tree-reader.js';
import type { Kernels } from '../../volume/kernels/index.js';
import type { PrecomputeContext } from '../contexts/index.js';
import { sampleOf } from '../voxels/chunk-groups.js';
import { IssueTally, type PrecomputeFacts } from './precompute-facts.js';
import { scanAnnotations } from './scan-annotations.js';
import { scanMeshes } from './scan-meshes.js';
import { scanSegmentation } from './scan-segmentation.js';

/**
 * Looks into the files of a precomputed directory, and holds them against what they are made from. Memory is that of the
 * points of one annotation, or of one chunk or mesh.
 */
export async function scanPrecompute(
  kernels: Kernels,
  tree: TreeReader,
  context: PrecomputeContext,
  isSample: boolean,
): Promise<PrecomputeFacts> {
  const tally = new IssueTally();
  const reader = new PrecomputedReader(storedFiles(tree, context.path, context.files, gunzip), {
    report: (aspect, inside, issue) =>
      tally.add(aspect, { path: `${context.path}/${inside}`, ...issueOf(issue) }),
    ...(isSample ? { sample: sampleOf } : {}),
  });
  const scan = { context, reader, tally, isSample, labelBounds: new Map() };
  const info = context.info?.value;
  if (info?.kind === 'annotations') await scanAnnotations(scan, info);
  if (info?.kind === 'segmentation') {
    await scanSegmentation(scan, info, kernels, tree);
    await scanMeshes(scan, info);
  }
  return tally.finish();
}
