export { comparePointFields } from './compare-point-fields.js';
export { comparePoints, matchByRules, type PointRules } from './compare-points.js';
export type { PointMatch } from './match-points.js';
export type { PointCloud } from './point-cloud.js';
export { readPointCloud, readPointLines } from './read-point-cloud.js';
