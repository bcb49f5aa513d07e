import { annotationColors, type Rgb } from '../../neuroglancer/color/index.js';
import { ancestor, type Item } from '../../sources/item.js';
import { publishedItems } from '../../sources/published-items.js';
import { type AnnotationFacts, describeAnnotation } from '../../tree/index.js';
import type { IngestContext } from '../context.js';

/** An annotation that the output holds. */
export interface PublishedAnnotation extends AnnotationFacts {
  /** Stands for it in key images and in the viewer. */
  readonly color: Rgb;
}

/** Every annotation of an item's run that the output holds, by voxel spacing and identifier. */
export async function publishedAnnotations(
  item: Item,
  context: IngestContext,
): Promise<PublishedAnnotation[]> {
  const run = ancestor(item, 'run');
  if (run === null) return [];
  const published = await publishedItems('annotation', run, context, 'the annotation is left out');
  const found = published.flatMap(({ id, variables, metadataPath: path, metadata }) =>
    path === null || metadata === null || metadata === 'unreadable'
      ? []
      : [describeAnnotation({ id, voxelSpacing: Number(variables.voxel_spacing), path, metadata })],
  );
  found.sort((first, second) => first.voxelSpacing - second.voxelSpacing || first.id - second.id);
  const colors = annotationColors(found.map(({ objectName }) => objectName));
  return found.map((annotation, index) => ({ ...annotation, color: colors[index] ?? [255, 255, 255] }));
}
