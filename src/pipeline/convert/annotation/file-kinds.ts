import { type AnnotationShape, annotationShapes, type ShapeContent } from '../../../entities/index.js';
import type { PartKind } from './annotation-file.js';
import { captionPart } from './caption-file.js';
import { maskPart } from './mask-file.js';
import { meshPart } from './mesh-file.js';
import { pointPart } from './point-file.js';

const partKinds: Readonly<Record<ShapeContent['kind'], PartKind>> = {
  points: pointPart,
  mask: maskPart,
  mesh: meshPart,
  caption: captionPart,
};

/** How parts of a shape are published. */
export function partKind(shape: AnnotationShape): PartKind {
  return partKinds[annotationShapes[shape].content.kind];
}
