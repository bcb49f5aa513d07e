export type { PieceDirectory } from '../write-pieces.js';
export {
  type AnnotationInfo,
  type AnnotationProperty,
  cellFile,
  type KeyedDirectory,
  onlyCell,
  type PointsDescription,
  parseAnnotationInfo,
} from './annotation-info.js';
export type { PrecomputedPoint } from './point-records.js';
export { fileOfId, isId, readById, type TakeRecord } from './read-by-id.js';
export { coordinatesAt, propertyAt, type RecordLayout, recordLayout } from './record-layout.js';
export { cellCount, decodeSpatialCell, readSpatialCell, type SpatialCell } from './spatial-cell.js';
export { writePointDirectory } from './write-point-directory.js';
