import { publishedShape } from '../../entities/index.js';
import type { PrecomputeContext } from '../contexts/index.js';

/** Lines that stand for an oriented point. */
const linesPerPoint = 3;

/** Annotations that a precomputed directory must hold, by the points that it is made from; null where these cannot be counted. */
export function annotationCount({ points, shape }: PrecomputeContext): number | null {
  const table = points?.value;
  if (table == null || table.faultCount > 0) return null;
  return publishedShape(shape)?.layer === 'oriented-points' ? table.count * linesPerPoint : table.count;
}

/** Whether a segmentation has voxels: one of a mesh passes for one, and has none. */
export function hasVoxels({ shape }: PrecomputeContext): boolean {
  return shape.endsWith('mask');
}
