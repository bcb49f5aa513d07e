import { distinctColors } from './distinct-colors.js';
import type { Rgb } from './rgb.js';

/**
 * The colours of a run's annotations, in their order: by voxel spacing, then by identifier. Each is made from the
 * name of the annotated object. Key images and the viewer's layers take theirs from here, so that a picture and its
 * viewer agree.
 */
export function annotationColors(objectNames: readonly string[]): Rgb[] {
  return distinctColors(objectNames);
}

/** The colour of every label of an instance mask, by label; labels ascending. */
export function labelColors(objectName: string, labels: readonly number[]): ReadonlyMap<number, Rgb> {
  const colors = distinctColors(labels.map((label) => `${objectName} ${label}`));
  return new Map(labels.map((label, index) => [label, colors[index] ?? [255, 255, 255]]));
}
