import { countOf } from '../base/messages.js';
import { type MeshInfo, parseMeshInfo } from '../neuroglancer/mesh/mesh.js';
import { type MeshLocation, readLevel, readMeshes } from '../neuroglancer/mesh/read-meshes.js';
import type { PrecomputedReader } from '../neuroglancer/precomputed-reader.js';
import type { SegmentationInfo } from '../neuroglancer/segmentation-info.js';
import type { ContentChange, NumberTolerance, Sides } from './change.js';
import { compareMeshes } from './compare-meshes.js';
import { parseAt, readInfo } from './precompute-side.js';
import { readBoth } from './unreadable.js';

interface LabelMesh extends MeshLocation {
  readonly levels: number;
}

/** The meshes of a segmentation, by label. */
interface MeshDirectory {
  readonly info: MeshInfo;
  readonly meshes: ReadonlyMap<bigint, LabelMesh>;
}

/**
 * Compares the meshes of two segmentations, label by label: the surface of the finest level, and the number and
 * equality of coarser levels. Changes of coarser levels, which viewers show from a distance, have severity `metadata`.
 */
export async function compareMeshDirectories(
  sides: Sides<PrecomputedReader>,
  infos: Sides<SegmentationInfo>,
  tolerance: NumberTolerance,
): Promise<ContentChange[]> {
  const directories = await readBoth((side) => listMeshes(sides[side], infos[side]));
  const { a: before, b: after } = directories;
  const labels = new Set([...(before?.meshes.keys() ?? []), ...(after?.meshes.keys() ?? [])]);
  const findings: ContentChange[] = [];
  for (const label of [...labels].sort((first, second) => (first < second ? -1 : 1))) {
    const [a, b] = [before?.meshes.get(label), after?.meshes.get(label)];
    if (before !== null && after !== null && a !== undefined && b !== undefined) {
      const own = { a: { ...before, mesh: a }, b: { ...after, mesh: b } };
      findings.push(...(await compareLabel(sides, own, `mesh of label ${label}`, tolerance)));
      continue;
    }
    const kind = a === undefined ? 'label-added' : 'label-removed';
    const text = (mesh: LabelMesh | undefined) => (mesh === undefined ? null : countOf(mesh.levels, 'level'));
    findings.push({ kind, severity: 'science', at: `mesh of label ${label}`, a: text(a), b: text(b) });
  }
  return findings;
}

/** Lists the meshes of a segmentation; null if it has none. Fails with a FormatError that names the damaged file. */
async function listMeshes(
  side: PrecomputedReader,
  { mesh: key }: SegmentationInfo,
): Promise<MeshDirectory | null> {
  const document = key === null ? null : await readInfo(side, `${key}/info`);
  if (document === null || key === null) return null;
  const info = parseAt(side, `${key}/info`, () => parseMeshInfo(document.plain));
  const meshes = new Map<bigint, LabelMesh>();
  await readMeshes(side, key, info, (mesh, manifest) => {
    meshes.set(mesh.label, { ...mesh, levels: manifest?.levels.length ?? 0 });
  });
  return { info, meshes };
}

async function compareLabel(
  sides: Sides<PrecomputedReader>,
  { a, b }: Sides<{ readonly info: MeshInfo; readonly mesh: LabelMesh }>,
  at: string,
  tolerance: NumberTolerance,
): Promise<ContentChange[]> {
  const findings: ContentChange[] = [];
  const levels = { a: a.mesh.levels, b: b.mesh.levels };
  if (levels.a !== levels.b) {
    findings.push({ kind: 'mesh-levels', severity: 'metadata', at, a: `${levels.a}`, b: `${levels.b}` });
  }
  for (let level = 0; level < Math.min(levels.a, levels.b); level++) {
    const surfaces = await readBoth((side) => {
      const { info, mesh } = side === 'a' ? a : b;
      return readLevel(sides[side], mesh, info, level);
    });
    for (const finding of compareMeshes(surfaces.a, surfaces.b, tolerance)) {
      if (level === 0) findings.push({ ...finding, at });
      else if (finding.severity === 'science') {
        findings.push({ ...finding, severity: 'metadata', at: `${at}, level ${level}` });
      }
    }
    // A changed surface has changed coarser levels too.
    if (findings.some(({ severity }) => severity === 'science')) break;
  }
  return findings;
}
