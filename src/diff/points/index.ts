export { comparePoints, type PointRules } from './compare-points.js';
export { parsePoints } from './parse-points.js';
export type { PointCloud } from './point-cloud.js';
