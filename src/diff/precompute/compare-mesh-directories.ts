import type { ReadSegmentationInfo } from '../../neuroglancer/segmentation/index.js';
import type { Finding, Sides } from '../change.js';
import { compareMeshes } from '../mesh/index.js';
import type { NumberTolerance } from '../number-tolerance.js';
import { readBoth } from '../unreadable.js';
import { type LabelMesh, listMeshes, type MeshDirectory, readLevel } from './mesh-directory.js';
import type { PrecomputeSide } from './precompute-side.js';

/**
 * Changes between the meshes of two segmentations, label by label: of the finest level the surface, of the coarser
 * ones, which are seen from far, whether they are there and the same.
 */
export async function compareMeshDirectories(
  sides: Sides<PrecomputeSide>,
  infos: Sides<ReadSegmentationInfo>,
  tolerance: NumberTolerance,
): Promise<Finding[]> {
  const directories = await readBoth((side) => listMeshes(sides[side], infos[side]));
  const labels = new Set([...directories.a.meshes.keys(), ...directories.b.meshes.keys()]);
  const findings: Finding[] = [];
  for (const label of [...labels].sort((first, second) => (first < second ? -1 : 1))) {
    const [a, b] = [directories.a.meshes.get(label), directories.b.meshes.get(label)];
    if (a !== undefined && b !== undefined) {
      findings.push(...(await compareLabel(directories, { a, b }, `mesh of label ${label}`, tolerance)));
      continue;
    }
    const kind = a === undefined ? 'label-added' : 'label-removed';
    const text = (mesh: LabelMesh | undefined) => (mesh === undefined ? null : `${mesh.levels} levels`);
    findings.push({ kind, severity: 'science', at: `mesh of label ${label}`, a: text(a), b: text(b) });
  }
  return findings;
}

async function compareLabel(
  directories: Sides<MeshDirectory>,
  meshes: Sides<LabelMesh>,
  at: string,
  tolerance: NumberTolerance,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (meshes.a.levels !== meshes.b.levels) {
    const [a, b] = [`${meshes.a.levels}`, `${meshes.b.levels}`];
    findings.push({ kind: 'mesh-levels', severity: 'metadata', at, a, b });
  }
  for (let level = 0; level < Math.min(meshes.a.levels, meshes.b.levels); level++) {
    const surfaces = await readBoth((side) => readLevel(directories[side], meshes[side], level));
    for (const finding of compareMeshes(surfaces.a, surfaces.b, tolerance)) {
      if (level === 0) findings.push({ ...finding, at });
      else if (finding.severity === 'science') {
        findings.push({ ...finding, severity: 'metadata', at: `${at}, level ${level}` });
      }
    }
    // A surface that changed has other levels too.
    if (findings.some(({ severity }) => severity === 'science')) break;
  }
  return findings;
}
