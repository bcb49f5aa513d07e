export {
  type AnnotationInfo,
  type AnnotationProperty,
  type KeyedDirectory,
  parseAnnotationInfo,
} from './annotation-info.js';
export type { PrecomputedPoint } from './annotation-records.js';
export { type PointsDescription, precomputePoints } from './precompute-points.js';
export {
  cellCount,
  coordinatesAt,
  propertyAt,
  type ReadLayout,
  readLayout,
  readSpatialCell,
  type SpatialCell,
} from './read-records.js';
