import { type AnnotationShape, annotationShapes, type ShapeContent } from '../../../entities/index.js';
import type { ShapeImporter } from './annotation-file.js';
import { captionImporter } from './caption-file.js';
import { maskImporter } from './mask-file.js';
import { meshImporter } from './mesh-file.js';
import { pointImporter } from './point-file.js';

const shapeImporters: Readonly<Record<ShapeContent['kind'], ShapeImporter>> = {
  points: pointImporter,
  mask: maskImporter,
  mesh: meshImporter,
  caption: captionImporter,
};

/** How inputs of a shape are published. */
export function partKind(shape: AnnotationShape): ShapeImporter {
  return shapeImporters[annotationShapes[shape].content.kind];
}
