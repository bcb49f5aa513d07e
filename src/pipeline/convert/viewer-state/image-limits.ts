import {
  type ContrastLimits,
  contrastLimits,
  contrastSections,
  valueLimits,
} from '../../../neuroglancer/contrast/index.js';
import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import { openOptions } from '../../../sources/open-options.js';
import { readMrcHeader } from '../../../volume/mrc/index.js';
import { readSections } from '../../../volume/slab/index.js';
import { openRows } from '../../../volume/source/index.js';
import type { IngestContext } from '../../context.js';
import { volumeKey } from '../written-volume.js';

/** Contrast of a tomogram's layer: in cross-sections, and in the volume rendering. */
export interface ImageLimits {
  readonly sections: ContrastLimits;
  readonly rendering: ContrastLimits;
}

/** Standard deviations around the mean that cross-sections span. */
const spread = 3;
/** Values that the limits of the rendering are made from; of larger volumes every so many are taken. */
const mostValues = 250_000;
const coarsestLevel = '2';

/**
 * Contrast limits of a written tomogram: mean ± 3 rms of its header for cross-sections, and for the volume rendering
 * those of its coarsest level.
 */
export async function imageLimits(tomogram: Item, context: IngestContext): Promise<ImageLimits> {
  const { layout, contrast } = context.options;
  const mrc = itemPath(tomogram, 'tomogramMrc', layout);
  const zarr = itemPath(tomogram, 'tomogramZarr', layout);
  const hasLevels = (await context.output.kind(`${zarr}/${coarsestLevel}`)) !== null;
  const key = hasLevels ? `${zarr}/${coarsestLevel}` : await volumeKey({ mrc, zarr }, tomogram, context);
  const volume = await openRows(context.output, key, openOptions(context));
  try {
    const { shape } = volume.header;
    const voxelCount = shape[0] * shape[1] * shape[2];
    const sections = contrastSections(shape[0], contrast);
    const step = Math.ceil(((sections.to - sections.from) * shape[1] * shape[2]) / mostValues);
    const values = await context.kernels.use((kernels) => readSections(volume, sections, step, kernels));
    const rendering = contrastLimits(values, Math.ceil(voxelCount / step), contrast) ?? [0, 1];
    return { sections: (await headerLimits(mrc, context)) ?? valueLimits(values, spread), rendering };
  } finally {
    await volume.close();
  }
}

async function headerLimits(mrc: string, { output }: IngestContext): Promise<ContrastLimits | null> {
  if ((await output.stat(mrc)) === null) return null;
  const reader = await output.open(mrc);
  try {
    const { dmean, rms } = (await readMrcHeader(reader, output.location(mrc))).fields;
    return [dmean - spread * rms, dmean + spread * rms];
  } finally {
    await reader.close();
  }
}
