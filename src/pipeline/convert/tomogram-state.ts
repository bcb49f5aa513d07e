import type { JsonObject } from '../../base/json-value.js';
import { publishedAlignmentPath } from '../../deposition/alignment-files.js';
import { ancestor, type Item, itemPath } from '../../deposition/item.js';
import { openOptions } from '../../deposition/source-files.js';
import {
  type ContrastLimits,
  type ContrastMethod,
  contrastLimits,
  contrastSections,
  valueLimits,
} from '../../neuroglancer/contrast-limits.js';
import { imageLayer, metres, viewerState } from '../../neuroglancer/viewer-state.js';
import { voxelSpacingName } from '../../tree/layout/build-path.js';
import { voxelCount } from '../../volume/chunk-grid.js';
import { readMrcHeader } from '../../volume/mrc/read-header.js';
import type { Sections } from '../../volume/row-reader.js';
import { readSections } from '../../volume/slab.js';
import { openRows } from '../../volume/source/open-rows.js';
import { readVolumeHeader } from '../../volume/source/volume-formats.js';
import type { Shape } from '../../volume/volume.js';
import type { IngestContext } from '../context.js';
import { annotationLayers, publishedUrl } from './annotation-layers.js';
import { publishedAnnotations, volumeKey } from './published-files.js';

/** The viewer's state for a written tomogram, with a layer for every annotation of its run and alignment. */
export async function tomogramState(tomogram: Item, context: IngestContext): Promise<JsonObject> {
  const spacing = Number(ancestor(tomogram, 'voxel_spacing')?.name);
  const voxelSize = metres(spacing);
  const limits = await imageLimits(tomogram, context);
  const { layout } = context.options;
  const zarr = itemPath(tomogram, 'tomogramZarr', layout);
  const mrc = itemPath(tomogram, 'tomogramMrc', layout);
  const { shape } = await readVolumeHeader(context.output, await volumeKey({ mrc, zarr }, tomogram, context));
  const image = imageLayer({
    name: ancestor(tomogram, 'run')?.name ?? '',
    url: publishedUrl(zarr, context),
    voxelSize,
    shape,
    limits: limits.sections,
    renderingLimits: limits.rendering,
  });
  const alignment = await publishedAlignmentPath(tomogram, context);
  const layers: AnnotationLayer[] = [];
  for (const annotation of await publishedAnnotations(tomogram, context)) {
    if (annotation.alignmentPath !== alignment) continue;
    const { voxelSpacing } = annotation;
    const own = await annotationLayers(annotation, voxelSize, context);
    layers.push(...own.map((layer) => ({ layer, voxelSpacing })));
  }
  return viewerState(image, withOwnNames(layers, spacing), voxelSize);
}

/** Contrast of a tomogram's layer: in cross-sections, and in the volume rendering. */
interface ImageLimits {
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
async function imageLimits(tomogram: Item, context: IngestContext): Promise<ImageLimits> {
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

/** Values that the limits of the rendering are made from; of larger volumes every so many are taken. */
const mostValues = 250_000;

/** Which values of a volume the limits of its rendering are made from: every `step`th of whole sections. */
export function renderingSample(
  [depth, height, width]: Shape,
  method: ContrastMethod,
): { readonly sections: Sections; readonly step: number } {
  const sections = contrastSections(depth, method);
  const step = Math.max(1, Math.ceil(((sections.to - sections.from) * height * width) / mostValues));
  return { sections, step };
}

/** A layer of an annotation. */
interface AnnotationLayer {
  readonly layer: JsonObject;
  /** Å, of the annotation. */
  readonly voxelSpacing: number;
}

/**
 * Layers with names of their own: identifiers of annotations begin anew at every voxel spacing, so that where a name
 * comes twice, those of another spacing than the tomogram's (Å) are told by it.
 */
export function withOwnNames(layers: readonly AnnotationLayer[], tomogramSpacing: number): JsonObject[] {
  const counts = new Map<unknown, number>();
  for (const { layer } of layers) counts.set(layer.name, (counts.get(layer.name) ?? 0) + 1);
  return layers.map(({ layer, voxelSpacing }) =>
    voxelSpacing === tomogramSpacing || counts.get(layer.name) === 1
      ? layer
      : { ...layer, name: `${layer.name} ${voxelSpacingName(voxelSpacing)} Å` },
  );
}
