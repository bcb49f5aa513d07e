export { comparePoints, type PointRules } from './compare-points.js';
export { matchPoints, type PointMatch } from './match-points.js';
export { parsePoints } from './parse-points.js';
export type { PointCloud } from './point-cloud.js';
