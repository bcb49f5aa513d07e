import { bytesOf } from '../formats/byte-source/index.js';
import {
  type AnnotationPoint,
  type PointOptions,
  type PointType,
  readPoints as readPointBatches,
} from '../formats/points/index.js';

export type { AnnotationPoint, PointType };

/** How points are read: their format and what it leaves open. */
export interface ReadPointsOptions extends Omit<PointOptions, 'tables'> {
  /** `point` by default. */
  readonly type?: PointType;
  /** Names the file in messages. */
  readonly path?: string;
}

/**
 * The points of a file, in voxels, in its order. Fails with a FormatError that names the place in the file, or an IngestError for
 * options that do not go together.
 *
 * @example
 * ```js
 * import { readPoints } from 'cryoet-ingest';
 *
 * const points = await readPoints('1,2,3\n4,5,6\n', { format: 'csv', binning: 2 });
 * console.log(points[1].location.z); // 3
 * ```
 */
export async function readPoints(
  bytes: Uint8Array | string,
  { type = 'point', path = 'points', ...options }: ReadPointsOptions,
): Promise<AnnotationPoint[]> {
  const points: AnnotationPoint[] = [];
  for await (const batch of readPointBatches(bytesOf(path, bytes), type, options)) points.push(...batch);
  return points;
}
