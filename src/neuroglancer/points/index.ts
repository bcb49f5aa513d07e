export type { PieceDirectory, PieceWriter } from '../write-pieces.js';
export {
  type AnnotationInfo,
  type AnnotationProperty,
  type KeyedDirectory,
  parseAnnotationInfo,
} from './annotation-info.js';
export type { PointsDescription } from './describe-annotations.js';
export type { PrecomputedPoint } from './point-records.js';
export {
  cellCount,
  coordinatesAt,
  propertyAt,
  type ReadLayout,
  readLayout,
  readSpatialCell,
  type SpatialCell,
} from './read-records.js';
export { writePointDirectory } from './write-point-directory.js';
