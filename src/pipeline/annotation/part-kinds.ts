import type { AnnotationShape } from '../../config/index.js';
import type { PartKind } from './annotation-part.js';
import { captionPart } from './caption-part.js';
import { maskPart } from './mask-part.js';
import { meshPart } from './mesh-part.js';
import { pointPart } from './point-part.js';

/** How parts of each shape are published. */
export const partKinds: Readonly<Record<AnnotationShape, PartKind>> = {
  Point: pointPart,
  OrientedPoint: pointPart,
  InstanceSegmentation: pointPart,
  SegmentationMask: maskPart,
  SemanticSegmentationMask: maskPart,
  InstanceSegmentationMask: maskPart,
  TriangularMesh: meshPart,
  TriangularMeshGroup: meshPart,
  GlobalCaption: captionPart,
  AnnotationCaption: captionPart,
};
