import {
  type AnnotationInfo,
  coordinatesAt,
  onlyCell,
  type RecordLayout,
  readSpatialCell,
  recordLayout,
  type SpatialCell,
} from '../../neuroglancer/points/index.js';
import type { PrecomputeContext } from '../contexts/index.js';
import type { PointTable } from '../points/point-table.js';
import { propertyComparer } from './compare-properties.js';
import type { PrecomputeScan } from './precompute-scan.js';
import { scanById } from './scan-by-id.js';

/** Looks into precomputed points or lines: the cell with all of them, and each of them by its id. */
export async function scanAnnotations(scan: PrecomputeScan, info: AnnotationInfo): Promise<void> {
  const layout = recordLayout(info);
  const file = onlyCell(info);
  const isThere = file !== null && scan.context.files.has(file);
  const cell = isThere ? await readSpatialCell(scan.reader, file, layout) : null;
  if (cell !== null) compareCell(scan, info, cell, layout, `${scan.context.path}/${file}`);
  await scanById(scan, info, layout, cell);
}

/** Coordinates are stored as float32. */
const slack = (value: number) => 1e-6 * Math.max(1, Math.abs(value));

function compareCell(
  { context, tally }: PrecomputeScan,
  info: AnnotationInfo,
  cell: SpatialCell,
  layout: RecordLayout,
  path: string,
): void {
  const perPoint = info.annotationType === 'line' ? 3 : 1;
  const table = tableOf(context, cell.count / perPoint);
  const compare = table === null ? null : propertyComparer(table, layout);
  for (let index = 0; index < cell.count; index++) {
    const id = cell.ids[index] as bigint;
    const found = coordinatesAt(cell.records, index, layout);
    // The bounds of plain points are those of the file that they are made from, or that is told already.
    if ((table === null || perPoint > 1) && !isWithin(found, info)) {
      tally.add('points', {
        path,
        message: `annotation ${id} lies outside the bounds`,
        found: found.join(', '),
        expected: `${info.lower.join(', ')} to ${info.upper.join(', ')}`,
      });
    }
    if (table === null) continue;
    const point = Math.floor(Number(id) / perPoint);
    const expected = table.locations.subarray(3 * point, 3 * point + 3);
    const isSame = expected.every((value, axis) => Math.abs((found[axis] as number) - value) <= slack(value));
    const fault = isSame ? (compare?.(point, Number(id) % perPoint, cell.records, index) ?? null) : null;
    if (fault !== null) {
      const line = `line ${table.lines[point]}`;
      tally.add('points', { path, ...fault, message: `annotation ${id} ${fault.message} (${line})` });
    }
    if (isSame && expected.length === 3) continue;
    tally.add('points', {
      path,
      message: `annotation ${id} is not at the place of its point`,
      found: found.slice(0, 3).join(', '),
      expected:
        expected.length === 3 ? `${expected.join(', ')} (line ${table.lines[point]})` : 'no such point',
    });
  }
}

/** The points that a directory is made from, where they are as many as it holds. */
function tableOf({ points }: PrecomputeContext, count: number): PointTable | null {
  const table = points?.value;
  return table != null && table.faultCount === 0 && table.count === count ? table : null;
}

/** Of lines the start is held against the lower bound and the end against the upper one, as writers take them. */
function isWithin(found: readonly number[], { lower, upper }: AnnotationInfo): boolean {
  return ([0, 1, 2] as const).every((axis) => {
    const [start, end] = [found[axis] as number, found[found.length - 3 + axis] as number];
    const [low, high] = [lower[axis], upper[axis]];
    return start >= low - slack(low) && end <= high + slack(high);
  });
}
