import { closing } from '../../base/closing.js';
import { countBy } from '../../base/collections.js';
import type { JsonObject } from '../../base/json-value.js';
import { publishedAlignmentPath } from '../../deposition/alignment-files.js';
import { ancestor, type Item } from '../../deposition/item.js';
import { openOptions } from '../../deposition/source-files.js';
import {
  type ContrastLimits,
  renderingLimits,
  renderingSample,
  valueLimits,
} from '../../neuroglancer/contrast-limits.js';
import { imageLayer, metres, viewerState } from '../../neuroglancer/viewer-state.js';
import { voxelSpacingName } from '../../tree/layout/build-path.js';
import { readMrcHeader } from '../../volume/mrc/read-header.js';
import { readSections } from '../../volume/slab.js';
import { openRows } from '../../volume/source/open-rows.js';
import { readVolumeHeader } from '../../volume/source/volume-formats.js';
import type { Shape } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import { annotationLayers, publishedUrl } from './annotation-layers.js';
import { publishedAnnotations, tomogramPaths, volumeKey } from './published-files.js';

/**
 * Returns the Neuroglancer state of a written tomogram, with layers for the annotations of its run that have its
 * alignment.
 */
export async function tomogramState(tomogram: Item, context: IngestContext): Promise<JsonObject> {
  const spacing = Number(ancestor(tomogram, 'voxel_spacing')?.name);
  const voxelSize = metres(spacing);
  const limits = await imageLimits(tomogram, context);
  const paths = tomogramPaths(tomogram, context);
  const { shape } = await readVolumeHeader(context.output, await volumeKey(paths, tomogram, context));
  const image = imageLayer({
    name: ancestor(tomogram, 'run')?.name ?? '',
    url: publishedUrl(paths.zarr, context),
    voxelSize,
    shape,
    limits: limits.sections,
    renderingLimits: limits.rendering,
  });
  const alignment = await publishedAlignmentPath(tomogram, context);
  const layers: AnnotationLayer[] = [];
  for (const annotation of await publishedAnnotations(tomogram, context)) {
    if (annotation.alignmentPath !== alignment) continue;
    for (const layer of await annotationLayers(annotation, voxelSize, context))
      layers.push({ layer, voxelSpacing: annotation.voxelSpacing });
  }
  return viewerState(image, withOwnNames(layers, spacing, context.options.compatible), voxelSize);
}

/** Contrast limits of a tomogram: in cross-sections, and in the volume rendering. */
interface ImageLimits {
  readonly sections: ContrastLimits;
  readonly rendering: ContrastLimits;
}

/** Standard deviations on each side of the mean that cross-sections show. */
const spread = 3;
const coarsestLevel = '2';

/**
 * Returns the contrast limits of a written tomogram: mean ± 3 rms of its MRC header for cross-sections, and those of
 * its coarsest level for the volume rendering.
 */
async function imageLimits(tomogram: Item, context: IngestContext): Promise<ImageLimits> {
  const { contrast } = context.options;
  const { mrc, zarr } = tomogramPaths(tomogram, context);
  const kept = context.previews.of(mrc)?.coarsest;
  if (kept != null) return limitsOf(kept, mrc, context);
  const hasLevels = (await context.output.kind(`${zarr}/${coarsestLevel}`)) !== null;
  const key = hasLevels ? `${zarr}/${coarsestLevel}` : await volumeKey({ mrc, zarr }, tomogram, context);
  return closing(await openRows(context.output, key, openOptions(context)), async (volume) => {
    const { shape } = volume.header;
    const { sections, step } = renderingSample(shape, contrast);
    const values = await context.kernels.use((kernels) => readSections(volume, sections, step, kernels));
    return await limitsOf({ shape, values }, mrc, context);
  });
}

async function limitsOf(
  { shape, values }: { readonly shape: Shape; readonly values: Float64Array },
  mrc: string,
  context: IngestContext,
): Promise<ImageLimits> {
  const rendering = renderingLimits(values, shape, context.options.contrast);
  return { sections: (await headerLimits(mrc, context)) ?? valueLimits(values, spread), rendering };
}

async function headerLimits(mrc: string, { output }: IngestContext): Promise<ContrastLimits | null> {
  if ((await output.stat(mrc)) === null) return null;
  return closing(await output.open(mrc), async (reader) => {
    const { dmean, rms } = (await readMrcHeader(reader, output.location(mrc))).fields;
    return [dmean - spread * rms, dmean + spread * rms];
  });
}

interface AnnotationLayer {
  readonly layer: JsonObject;
  /** Voxel spacing of the annotation in Å. */
  readonly voxelSpacing: number;
}

/**
 * Returns layers with unique names. Identifiers of annotations start again at every voxel spacing, so a duplicate name
 * gets the voxel spacing, in Å, unless it is that of the tomogram. If the tomogram has layers of its own, those of other
 * voxel spacings are archived, so that the viewer lists them and shows them on demand; not as the portal does.
 */
export function withOwnNames(
  layers: readonly AnnotationLayer[],
  own: number,
  compatible: 'none' | 'portal' = 'none',
): JsonObject[] {
  const counts = countBy(layers.map(({ layer }) => layer.name));
  const hasOwn = layers.some(({ voxelSpacing }) => voxelSpacing === own);
  const archived = hasOwn && compatible === 'none' && { archived: true };
  return layers.map(({ layer, voxelSpacing }) => {
    if (voxelSpacing === own) return layer;
    const isTwice = counts.get(layer.name) !== 1;
    const name = isTwice && { name: `${layer.name} ${voxelSpacingName(voxelSpacing)} Å` };
    return { ...layer, ...name, ...archived };
  });
}
