import type { JsonObject } from '../../../json/index.js';
import { imageLayer, metres, viewerState } from '../../../neuroglancer/state/index.js';
import { publishedAlignmentPath } from '../../../sources/alignment-path.js';
import { ancestor, type Item } from '../../../sources/item.js';
import { itemPath } from '../../../sources/item-paths.js';
import { readVolumeHeader } from '../../../volume/source/index.js';
import type { IngestContext } from '../../context.js';
import { publishedAnnotations } from '../published-annotations.js';
import { volumeKey } from '../written-volume.js';
import { annotationLayers, publishedUrl } from './annotation-layers.js';
import { imageLimits } from './image-limits.js';
import { type AnnotationLayer, withOwnNames } from './own-names.js';

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
