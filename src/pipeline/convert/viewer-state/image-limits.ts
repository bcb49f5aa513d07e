import { type ContrastLimits, contrastLimits, valueLimits } from '../../../neuroglancer/contrast/index.js';
import type { Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import { openOptions } from '../../../sources/open-options.js';
import { voxelCount } from '../../../volume/chunk-grid.js';
import { readMrcHeader } from '../../../volume/mrc/index.js';
import { readSections } from '../../../volume/slab/index.js';
import { openRows } from '../../../volume/source/index.js';
import type { Shape } from '../../../volume/volume.js';
import type { IngestContext } from '../../context.js';
import { volumeKey } from '../written-volume.js';
import { renderingSample } from './rendering-sample.js';

/** Contrast of a tomogram's layer: in cross-sections, and in the volume rendering. */
export interface ImageLimits {
  readonly sections: ContrastLimits;
  readonly rendering: ContrastLimits;
}

/** Standard deviations around the mean that cross-sections span. */
const spread = 3;
const coarsestLevel = '2';

/**
 * Contrast limits of a written tomogram: mean ± 3 rms of its header for cross-sections, and for the volume rendering
 * those of its coarsest level.
 */
export async function imageLimits(tomogram: Item, context: IngestContext): Promise<ImageLimits> {
  const { layout, contrast } = context.options;
  const mrc = itemPath(tomogram, 'tomogramMrc', layout);
  const zarr = itemPath(tomogram, 'tomogramZarr', layout);
  const kept = context.previews.of(mrc)?.coarsest;
  if (kept != null) return limitsOf(kept, mrc, context);
  const hasLevels = (await context.output.kind(`${zarr}/${coarsestLevel}`)) !== null;
  const key = hasLevels ? `${zarr}/${coarsestLevel}` : await volumeKey({ mrc, zarr }, tomogram, context);
  const volume = await openRows(context.output, key, openOptions(context));
  try {
    const { shape } = volume.header;
    const { sections, step } = renderingSample(shape, contrast);
    const values = await context.kernels.use((kernels) => readSections(volume, sections, step, kernels));
    return await limitsOf({ shape, values }, mrc, context);
  } finally {
    await volume.close();
  }
}

async function limitsOf(
  { shape, values }: { readonly shape: Shape; readonly values: Float64Array },
  mrc: string,
  context: IngestContext,
): Promise<ImageLimits> {
  const { contrast } = context.options;
  const { step } = renderingSample(shape, contrast);
  const rendering = contrastLimits(values, Math.ceil(voxelCount(shape) / step), contrast) ?? [0, 1];
  return { sections: (await headerLimits(mrc, context)) ?? valueLimits(values, spread), rendering };
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
