import type { Rgb } from '../../color/index.js';

/** A point, with its orientation where it has one; coordinates in voxels. */
export interface PrecomputedPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Rows of the rotation; its columns are the turned axes. */
  readonly rotation?: readonly (readonly number[])[];
  /** Index of the point's name among the names. */
  readonly name: number;
  readonly color: Rgb;
}

/** How records are laid out. */
export interface RecordLayout {
  readonly isOriented: boolean;
  /** Names there are; more than 255 take two bytes each. */
  readonly nameCount: number;
  /** Nanometres. */
  readonly diameter: number;
  /** Length of the axes' lines by the diameter. */
  readonly lineScale: number;
}

/** Bounds of the coordinates, x, y, z. */
export interface Bounds {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

const axisColors: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
];

/**
 * Records of Neuroglancer's precomputed annotations: one a point, or three lines an oriented point. Fields go
 * from the widest to the narrowest, padded to four bytes, as the viewer reads them.
 */
export function annotationRecords(
  points: readonly PrecomputedPoint[],
  layout: RecordLayout,
): { readonly records: Uint8Array[]; readonly bounds: Bounds } {
  const records: Uint8Array[] = [];
  const lower = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const upper = lower.map((value) => -value);
  const include = (coordinates: readonly number[]) => {
    for (const [axis, value] of coordinates.entries()) {
      lower[axis] = Math.min(lower[axis] ?? value, value);
      upper[axis] = Math.max(upper[axis] ?? value, value);
    }
  };
  for (const [index, point] of points.entries()) {
    const start = [point.x, point.y, point.z];
    include(start);
    if (!layout.isOriented) {
      records.push(record(start, index, [point.color], point.name, layout));
      continue;
    }
    for (const [axis, axisColor] of axisColors.entries()) {
      const end = lineEnd(point, axis, layout);
      include(end);
      records.push(record([...start, ...end], index, [point.color, axisColor], point.name, layout));
    }
  }
  return { records, bounds: points.length === 0 ? { lower: [0, 0, 0], upper: [0, 0, 0] } : { lower, upper } };
}

function lineEnd(point: PrecomputedPoint, axis: number, { diameter, lineScale }: RecordLayout): number[] {
  const start = [point.x, point.y, point.z];
  return start.map(
    (value, row) => value + diameter * lineScale * (point.rotation?.[row]?.[axis] ?? (row === axis ? 1 : 0)),
  );
}

function record(
  coordinates: readonly number[],
  index: number,
  colors: readonly Rgb[],
  name: number,
  { nameCount, diameter }: RecordLayout,
): Uint8Array {
  const floats = [...coordinates, diameter, index];
  const nameBytes = nameCount < 256 ? 1 : 2;
  const size = Math.ceil((floats.length * 4 + nameBytes + colors.length * 3) / 4) * 4;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of floats.entries()) view.setFloat32(at * 4, value, true);
  let at = floats.length * 4;
  if (nameBytes === 1) view.setUint8(at, name);
  else view.setUint16(at, name, true);
  at += nameBytes;
  for (const color of colors) {
    bytes.set(color, at);
    at += 3;
  }
  return bytes;
}
