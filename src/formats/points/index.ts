export { formatPointLine } from './format-point-line.js';
export type { KnownTable, KnownTables } from './known-tables.js';
export type { AnnotationPoint, AxisOrder, Location, PointType, Rotation, Vector } from './point.js';
export type { PointFormat, PointReader } from './point-format.js';
export { autoFormat, pointFormatNames, pointFormats, sniffPointFormat } from './point-formats.js';
export {
  type LineForm,
  type LineReader,
  pointLines,
  putLineValues,
  type SpelledLines,
} from './point-lines.js';
export type { PointOptions } from './point-options.js';
export type { PublishedPoint } from './published-point.js';
export { detectPointFormat, readPoints } from './read-points.js';
export { blankLine, mixedKinds, readPublishedPoints } from './read-published-points.js';
export { rotationFault } from './rotation-fault.js';
