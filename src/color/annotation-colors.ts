import { distinctColors } from './distinct-colors.js';
import type { Rgb } from './rgb.js';

/** What an annotation's colour is made from. */
export interface ColoredAnnotation {
  /** Identifier within the voxel spacing. */
  readonly id: number;
  /** Name of the annotated object. */
  readonly objectName: string;
}

/**
 * The colour of every annotation of a voxel spacing, by identifier. Key images and the viewer's layers take
 * theirs from here, so that a picture and its viewer agree.
 */
export function annotationColors(annotations: readonly ColoredAnnotation[]): ReadonlyMap<number, Rgb> {
  const unique = new Map(annotations.map((annotation) => [annotation.id, annotation]));
  const ordered = [...unique.values()].sort((first, second) => first.id - second.id);
  const colors = distinctColors(ordered.map(({ objectName }) => objectName));
  return new Map(ordered.map(({ id }, index) => [id, colors[index] ?? [255, 255, 255]]));
}

/** The colour of every label of an instance mask, by label; labels ascending. */
export function labelColors(objectName: string, labels: readonly number[]): ReadonlyMap<number, Rgb> {
  const colors = distinctColors(labels.map((label) => `${objectName} ${label}`));
  return new Map(labels.map((label, index) => [label, colors[index] ?? [255, 255, 255]]));
}
