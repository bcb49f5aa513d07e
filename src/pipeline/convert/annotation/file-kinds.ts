import type { AnnotationShape } from '../../../entities/index.js';
import type { PartKind } from './annotation-file.js';
import { captionPart } from './caption-file.js';
import { maskPart } from './mask-file.js';
import { meshPart } from './mesh-file.js';
import { pointPart } from './point-file.js';

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
