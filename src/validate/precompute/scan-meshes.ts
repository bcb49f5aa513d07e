import { readFragments, readMeshes } from '../../neuroglancer/mesh/index.js';
import type { SegmentationInfo } from '../../neuroglancer/segmentation/index.js';
import { distinctLabels } from '../rules/zarr.js';
import { hasVoxels } from './known-content.js';
import type { PrecomputeScan } from './precompute-scan.js';

/** Looks into the meshes of a segmentation: manifests, and in a whole look every fragment of every level. */
export async function scanMeshes(scan: PrecomputeScan, { mesh: key }: SegmentationInfo): Promise<void> {
  const { context, reader, isSample } = scan;
  const info = context.meshInfo?.value;
  if (info == null || key === null) return;
  const labels = new Set<string>();
  await readMeshes(reader, key, info, async (mesh, manifest, file) => {
    labels.add(`${mesh.label}`);
    if (manifest !== null && !isSample) await readFragments(reader, mesh, info, manifest, file);
  });
  compareLabels(scan, labels, key);
}

/** The labels that meshes should be of: all of those where there are only meshes. */
function compareLabels(
  { context, tally, isSample }: PrecomputeScan,
  meshes: ReadonlySet<string>,
  key: string,
): void {
  const { mask, segmentProperties } = context;
  if (tally.has('shard')) return;
  const path = `${context.path}/${key}`;
  const named = segmentProperties?.value?.ids;
  const known =
    mask === null
      ? (named ?? [])
      : mask.volume.kind === 'semantic-mask'
        ? ['1']
        : distinctLabels(mask.volume.zarr);
  if (known.length === 0) return;
  const isKnown = new Set(known);
  const unknown = [...meshes].filter((label) => !isKnown.has(label));
  if (unknown.length > 0) {
    tally.add('segments', {
      path,
      message: 'meshes of labels that are not there',
      found: unknown.slice(0, 20).join(', '),
      expected: known.slice(0, 20).join(', '),
    });
  }
  const missing = hasVoxels(context) || isSample ? [] : known.filter((label) => !meshes.has(label));
  if (missing.length > 0) {
    tally.add('segments', { path, message: 'labels without a mesh', found: missing.slice(0, 20).join(', ') });
  }
}
