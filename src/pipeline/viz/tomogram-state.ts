import type { JsonObject } from '../../json/index.js';
import { imageLayer, viewerState } from '../../neuroglancer/state/index.js';
import { alignmentPath } from '../alignment-path.js';
import type { IngestContext } from '../context.js';
import { ancestor, type Item } from '../item.js';
import { itemPath } from '../item-paths.js';
import { publishedAnnotations } from '../published-annotations.js';
import { annotationLayers, metres } from './annotation-layers.js';
import { imageLimits } from './image-limits.js';

/** The viewer's state for a written tomogram, with a layer for every annotation of its run and alignment. */
export async function tomogramState(tomogram: Item, context: IngestContext): Promise<JsonObject> {
  const spacing = Number(ancestor(tomogram, 'voxel_spacing')?.name);
  const voxelSize = metres(spacing);
  const { shape } = await context.volumeHeader(tomogram);
  const limits = await imageLimits(tomogram, context);
  const zarr = itemPath(tomogram, 'tomogramZarr', context.options.layout);
  const image = imageLayer({
    name: ancestor(tomogram, 'run')?.name ?? '',
    url: `${context.options.httpsPrefix.replace(/\/+$/, '')}/${zarr}`,
    voxelSize,
    shape,
    limits: limits.sections,
    renderingLimits: limits.rendering,
  });
  const alignment = await alignmentPath(tomogram, context);
  const layers: JsonObject[] = [];
  for (const annotation of await publishedAnnotations(tomogram, context)) {
    if (annotation.alignmentPath !== alignment) continue;
    layers.push(...(await annotationLayers(annotation, voxelSize, context)));
  }
  return viewerState(image, layers, voxelSize);
}
