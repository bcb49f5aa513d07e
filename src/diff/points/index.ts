export { comparePoints, type PointRules } from './compare-points.js';
export { matchPoints, type PointMatch } from './match-points.js';
export type { PointCloud } from './point-cloud.js';
export { readPointCloud } from './read-point-cloud.js';
