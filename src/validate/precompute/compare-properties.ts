import { coordinatesAt, propertyAt, type RecordLayout } from '../../neuroglancer/points/index.js';
import type { PointTable } from '../points/point-table.js';

/** What a record shows of its point beside the place, and does not have from it. */
interface PropertyFault {
  readonly message: string;
  readonly found: string;
  readonly expected: string;
}

/** Part of a line's length by which its end may lie elsewhere: coordinates are stored as float32. */
const tolerance = 0.01;

/**
 * Compares the lines of oriented points with the axes of their rotations, and holds the colours of instances against each
 * other: points of one instance have one colour. `axis` counts the records of a point.
 */
export function propertyComparer(
  { rotations, instanceIds, lines }: PointTable,
  layout: RecordLayout,
): (point: number, axis: number, records: Uint8Array, index: number) => PropertyFault | null {
  const colors = new Map<number, { readonly color: string; readonly line: number }>();
  return (point, axis, records, index) => {
    if (rotations !== null && layout.coordinates === 6) {
      return turnFault(
        rotations.subarray(9 * point, 9 * point + 9),
        axis,
        coordinatesAt(records, index, layout),
      );
    }
    const instance = instanceIds?.[point];
    const color = instance === undefined ? null : propertyAt(records, index, 'color', layout);
    if (instance === undefined || color === null) return null;
    const text = [color].flat().join(', ');
    const known = colors.get(instance);
    if (known === undefined) colors.set(instance, { color: text, line: lines[point] ?? 0 });
    if (known === undefined || known.color === text) return null;
    return {
      message: `has not the colour of its instance ${instance}`,
      found: text,
      expected: `${known.color}, as line ${known.line}`,
    };
  };
}

/** The columns of a rotation are the turned axes. */
function turnFault(
  rotation: Float32Array,
  axis: number,
  [x0, y0, z0, x1, y1, z1]: readonly number[],
): PropertyFault | null {
  const line = [(x1 ?? 0) - (x0 ?? 0), (y1 ?? 0) - (y0 ?? 0), (z1 ?? 0) - (z0 ?? 0)];
  const length = Math.hypot(...line);
  const expected = [0, 1, 2].map((row) => rotation[3 * row + axis] ?? Number.NaN);
  const slack = tolerance + (1e-6 * Math.max(...[x0, y0, z0].map((value) => Math.abs(value ?? 0)))) / length;
  const isSame = expected.every((value, row) => !(Math.abs((line[row] as number) / length - value) > slack));
  return length === 0 || isSame
    ? null
    : {
        message: `does not point along axis ${axis} of its rotation`,
        found: line.map((value) => (value / length).toFixed(4)).join(', '),
        expected: expected.map((value) => value.toFixed(4)).join(', '),
      };
}
