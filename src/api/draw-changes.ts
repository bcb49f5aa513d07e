import { type DiffReport, type DrawnSection, drawSections } from '../diff/index.js';
import { CryoetError } from '../errors/index.js';
import { loadKernels } from '../volume/kernels/index.js';
import type { OpenTree } from './open-tree.js';

export type { DrawnSection };

/** Volumes that are drawn at most, so that a page stays small enough to open. */
const mostVolumes = 48;

/** Sections of the volumes that changed from tree A to B, one volume an entity; one that cannot be read is left out. */
export async function drawChanges(
  a: OpenTree,
  b: OpenTree,
  { entities }: DiffReport,
): Promise<DrawnSection[]> {
  const kernels = await loadKernels();
  const drawn: DrawnSection[] = [];
  const volumes = entities.flatMap(({ changes }) => changes.find(({ kind }) => kind === 'voxels') ?? []);
  for (const change of volumes.slice(0, mostVolumes)) {
    try {
      drawn.push(...(await drawSections({ a: a.storage, b: b.storage }, change, kernels)));
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
    }
  }
  return drawn;
}
