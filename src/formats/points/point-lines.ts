import type { AnnotationPoint, PointType } from './point.js';

/** How a line of numbers is spelled: the text before each number and behind the last, and which numbers are integers. */
export interface LineForm {
  readonly pieces: readonly string[];
  readonly integers: readonly boolean[];
}

/** Lines that were read by their form, from the first on: how many, their bytes, and their numbers line by line. */
export interface SpelledLines {
  readonly lines: number;
  readonly bytes: number;
  readonly values: Float64Array;
}

/** Reads the lines that a text begins with, as long as they are spelled by a form; several texts may be under way. */
export type LineReader = (text: Uint8Array, form: LineForm) => Promise<SpelledLines>;

const locationPieces = (type: PointType) => [`{"type": "${type}", "location": {"x": `, ', "y": ', ', "z": '];
const floats = (count: number) => Array<boolean>(count).fill(false);

/** The ndjson lines of points: one blank after `:` and `,`, the line end included. */
export const pointLines: Readonly<Record<PointType, LineForm>> = {
  point: { pieces: [...locationPieces('point'), '}}\n'], integers: floats(3) },
  orientedPoint: {
    pieces: [
      ...locationPieces('orientedPoint'),
      '}, "xyz_rotation_matrix": [[',
      ', ',
      ', ',
      '], [',
      ', ',
      ', ',
      '], [',
      ', ',
      ', ',
      ']]}\n',
    ],
    integers: floats(12),
  },
  instancePoint: {
    pieces: [...locationPieces('instancePoint'), '}, "instance_id": ', '}\n'],
    integers: [...floats(3), true],
  },
};

/** Puts the numbers of a point's line where they belong, in their order. */
export function putLineValues(point: AnnotationPoint, values: Float64Array | number[], at: number): void {
  const { x, y, z } = point.location;
  values[at] = x;
  values[at + 1] = y;
  values[at + 2] = z;
  if (point.type === 'instancePoint') values[at + 3] = point.instanceId;
  if (point.type !== 'orientedPoint') return;
  const { rotation } = point;
  for (let entry = 0; entry < 9; entry++) values[at + 3 + entry] = rotation[entry] as number;
}
