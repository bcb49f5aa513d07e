import { type DrawnSection, drawSections, type EntityDiff, type Sides } from '../../diff/index.js';
import { CryoetError } from '../../errors/index.js';
import type { Storage } from '../../storage/index.js';
import type { Kernels } from '../../volume/kernels/index.js';

/** Volumes that are drawn at most, so that the page stays small enough to open. */
const mostVolumes = 48;

/** Sections of the volumes that changed, one volume an entity; one that cannot be read is left out. */
export async function drawChanged(
  storages: Sides<Storage>,
  entities: readonly EntityDiff[],
  kernels: Kernels,
): Promise<DrawnSection[]> {
  const drawn: DrawnSection[] = [];
  const volumes = entities.flatMap(({ changes }) => changes.find(({ kind }) => kind === 'voxels') ?? []);
  for (const change of volumes.slice(0, mostVolumes)) {
    try {
      drawn.push(...(await drawSections(storages, change, kernels)));
    } catch (error) {
      if (!(error instanceof CryoetError)) throw error;
    }
  }
  return drawn;
}
