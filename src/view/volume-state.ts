import { closing } from '../base/closing.js';
import type { JsonObject } from '../base/json-value.js';
import { contrastLimits, contrastSections, valueLimits } from '../neuroglancer/contrast-limits.js';
import { imageLayer, metres, viewerState } from '../neuroglancer/viewer-state.js';
import type { Storage } from '../storage/storage.js';
import { voxelCount } from '../volume/chunk-grid.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import { readSections } from '../volume/slab.js';
import { openRows } from '../volume/source/open-rows.js';
import type { OpenOptions } from '../volume/source/volume-format.js';
import { readVolumeHeader } from '../volume/source/volume-formats.js';
import { readZarrLevels } from '../volume/source/zarr-format.js';

/** Standard deviations around the mean that the contrast of cross-sections spans. */
const spread = 3;
/** Values that the contrast is computed from; larger volumes are sampled. */
const mostValues = 250_000;
const method = 'gmm';

/**
 * Returns the viewer's state of an OME-Zarr as a function of its URL. The contrast is that of the coarsest level.
 * Without a voxel size, 1 Å is assumed. Fails as reading the volume does.
 */
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
    const sections = contrastSections(seen[0], method);
    const step = Math.ceil(((sections.to - sections.from) * seen[1] * seen[2]) / mostValues);
    const values = await readSections(volume, sections, step, kernels);
    const renderingLimits = contrastLimits(values, Math.ceil(voxelCount(seen) / step), method) ?? [0, 1];
    const size = metres(voxelSize?.x ?? 1);
    const limits = valueLimits(values, spread);
    return (url) =>
      viewerState(imageLayer({ name, url, voxelSize: size, shape, limits, renderingLimits }), [], size);
  });
}
