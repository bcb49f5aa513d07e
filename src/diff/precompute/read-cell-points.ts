import { UnsupportedError } from '../../errors/index.js';
import {
  type AnnotationInfo,
  coordinatesAt,
  onlyCell,
  type RecordLayout,
  readSpatialCell,
} from '../../neuroglancer/points/index.js';
import type { PrecomputedReader } from '../../neuroglancer/read/index.js';
import type { PointCloud } from '../points/index.js';

/** Precomputed annotations as points, with their records. */
export interface CellPoints {
  readonly cloud: PointCloud;
  readonly records: Uint8Array;
  /** Records that stand for a point: three lines for one with an orientation. */
  readonly perPoint: number;
}

/** The points of the only cell of the spatial index; fails with an UnsupportedError where there are several. */
export async function readCellPoints(
  side: PrecomputedReader,
  info: AnnotationInfo,
  layout: RecordLayout,
): Promise<CellPoints> {
  const file = onlyCell(info);
  if (file === null) {
    throw new UnsupportedError('points in several cells', {
      path: side.files.location('info'),
      expected: 'one spatial level with one cell, not sharded',
    });
  }
  const { count = 0, records = new Uint8Array() } = (await readSpatialCell(side, file, layout)) ?? {};
  const perPoint = info.annotationType === 'line' && count % 3 === 0 ? 3 : 1;
  return { cloud: cloudOf(records, count / perPoint, perPoint, layout), records, perPoint };
}

function cloudOf(records: Uint8Array, count: number, perPoint: number, layout: RecordLayout): PointCloud {
  const positions = new Float64Array(3 * count);
  const rotations = perPoint === 3 ? new Float64Array(9 * count) : null;
  for (let index = 0; index < count; index++) {
    const start = coordinatesAt(records, index * perPoint, layout);
    positions.set(start.slice(0, 3), 3 * index);
    for (let column = 0; rotations !== null && column < 3; column++) {
      const ends = coordinatesAt(records, index * perPoint + column, layout);
      const axis = [0, 1, 2].map((row) => (ends[3 + row] as number) - (ends[row] as number));
      const length = Math.hypot(...axis);
      for (const [row, value] of axis.entries()) {
        rotations[9 * index + 3 * row + column] = length === 0 ? 0 : value / length;
      }
    }
  }
  return {
    count,
    types: [perPoint === 3 ? 'orientedPoint' : 'point'],
    positions,
    rotations,
    instances: null,
  };
}
