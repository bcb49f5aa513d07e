import type { Storage } from '../../../storage/index.js';
import type { KernelSource } from '../../../volume/kernels/index.js';
import { labelsOf } from '../../../volume/samples/index.js';
import { openRows } from '../../../volume/source/index.js';
import { listedLabels, readAttributes } from '../../../volume/zarr/index.js';

/** How many labels the attributes of an instance mask's OME-Zarr list. */
export async function countListedLabels(storage: Storage, zarr: string): Promise<number> {
  return listedLabels((await readAttributes(storage, zarr))?.attributes ?? {}).length;
}

/** How many different labels above 0 an instance mask's MRC holds. */
export async function countVoxelLabels(storage: Storage, mrc: string, pool: KernelSource): Promise<number> {
  const volume = await openRows(storage, mrc, { kernels: pool });
  try {
    return await pool.use(async (kernels) => (await labelsOf(volume, kernels)).length);
  } finally {
    await volume.close();
  }
}
