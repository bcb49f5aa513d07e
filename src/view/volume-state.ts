import { closing } from '../base/closing.js';
import type { JsonObject } from '../base/json-value.js';
import { renderingLimits, renderingSample, valueLimits } from '../neuroglancer/contrast-limits.js';
import { imageLayer, metres, viewerState } from '../neuroglancer/viewer-state.js';
import type { Storage } from '../storage/storage.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import { readSections } from '../volume/slab.js';
import { openRows } from '../volume/source/open-volume.js';
import type { OpenOptions } from '../volume/source/volume-format.js';
import { readVolumeHeader } from '../volume/source/volume-formats.js';
import { readZarrLevels } from '../volume/source/zarr-format.js';

/** Standard deviations around the mean that the contrast of cross-sections spans. */
const spread = 3;
const method = 'gmm';

/** Returns the viewer's state of an OME-Zarr by its URL, with voxels of 1 Å if unknown. Fails as reading does. */
export async function readVolumeState(
  storage: Storage,
  key: string,
  name: string,
  kernels: Kernels,
  options: OpenOptions,
): Promise<(url: string) => JsonObject> {
  const { shape, voxelSize } = await readVolumeHeader(storage, key);
  const coarsest = (await readZarrLevels(storage, key)).at(-1);
  const volume = await openRows(storage, coarsest === undefined ? key : `${key}/${coarsest.path}`, options);
  return closing(volume, async () => {
    const seen = volume.header.shape;
    const { sections, step } = renderingSample(seen, method);
    const values = await readSections(volume, sections, step, kernels);
    const size = metres(voxelSize?.x ?? 1);
    const limits = {
      limits: valueLimits(values, spread),
      renderingLimits: renderingLimits(values, seen, method),
    };
    return (url) => viewerState(imageLayer({ name, url, voxelSize: size, shape, ...limits }), [], size);
  });
}
