export type { PrecomputedPoint } from './annotation-records.js';
export { type PointsDescription, precomputePoints } from './precompute-points.js';
