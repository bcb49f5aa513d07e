import type { Bounds } from '../bounds.js';
import type { Rgb } from '../color/index.js';
import { pointProperties } from './annotation-info.js';
import { recordLayout } from './record-layout.js';

/** A point, with its orientation where it has one; coordinates in voxels. */
export interface PrecomputedPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Rows of the rotation; its columns are the turned axes. */
  readonly rotation?: readonly (readonly number[])[] | null;
  /** Index of the point's name among the names. */
  readonly name: number;
  readonly color: Rgb;
}

/** What all records have in common. */
export interface RecordOptions {
  readonly isOriented: boolean;
  /** Names there are; more than 255 take two bytes each. */
  readonly nameCount: number;
  /** Nanometres. */
  readonly diameter: number;
  /** Length of the axes' lines by the diameter. */
  readonly lineScale: number;
}

const axisColors: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
];

/** Records of Neuroglancer's precomputed annotations: one a point, or three lines an oriented point. */
export class PointRecords {
  /** Bytes of a record. */
  readonly recordBytes: number;
  readonly recordsPerPoint: number;
  readonly #options: RecordOptions;
  /** Offsets of the properties in a record. */
  readonly #at: {
    readonly diameter: number;
    readonly index: number;
    readonly name: number;
    readonly color: number;
    readonly lineColor: number;
  };
  readonly #lower: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly #upper: [number, number, number] = [-Infinity, -Infinity, -Infinity];

  constructor(options: RecordOptions) {
    const { isOriented, nameCount } = options;
    this.#options = options;
    const annotationType = isOriented ? 'line' : 'point';
    const layout = recordLayout({ annotationType, properties: pointProperties(isOriented, nameCount) });
    const offsetOf = (id: string) => layout.offsets.get(id) ?? 0;
    this.#at = {
      diameter: offsetOf('diameter'),
      index: offsetOf('point_index'),
      name: offsetOf('name'),
      color: offsetOf(isOriented ? 'point_color' : 'color'),
      lineColor: offsetOf('line_color'),
    };
    this.recordBytes = layout.size;
    this.recordsPerPoint = isOriented ? 3 : 1;
  }

  /** Bounds of all that was written. */
  get bounds(): Bounds {
    const isEmpty = this.#lower[0] > this.#upper[0];
    return isEmpty ? { lower: [0, 0, 0], upper: [0, 0, 0] } : { lower: this.#lower, upper: this.#upper };
  }

  /** Writes the records of the `index`-th point into zeros. */
  write(point: PrecomputedPoint, index: number, into: DataView, offset: number): void {
    const { x, y, z } = point;
    this.#include(x, y, z);
    if (!this.#options.isOriented) {
      writeLocation(into, offset, x, y, z);
      this.#writeProperties(point, index, null, into, offset);
      return;
    }
    let at = offset;
    for (let axis = 0; axis < 3; axis++) {
      const [endX, endY, endZ] = [
        this.#lineEnd(point, x, 0, axis),
        this.#lineEnd(point, y, 1, axis),
        this.#lineEnd(point, z, 2, axis),
      ];
      this.#include(endX, endY, endZ);
      writeLocation(into, at, x, y, z);
      writeLocation(into, at + 12, endX, endY, endZ);
      this.#writeProperties(point, index, axisColors[axis] as Rgb, into, at);
      at += this.recordBytes;
    }
  }

  #lineEnd({ rotation }: PrecomputedPoint, start: number, row: number, axis: number): number {
    const { diameter, lineScale } = this.#options;
    return start + diameter * lineScale * (rotation?.[row]?.[axis] ?? (row === axis ? 1 : 0));
  }

  #include(x: number, y: number, z: number): void {
    const [lower, upper] = [this.#lower, this.#upper];
    if (x < lower[0]) lower[0] = x;
    if (y < lower[1]) lower[1] = y;
    if (z < lower[2]) lower[2] = z;
    if (x > upper[0]) upper[0] = x;
    if (y > upper[1]) upper[1] = y;
    if (z > upper[2]) upper[2] = z;
  }

  #writeProperties(
    { name, color }: PrecomputedPoint,
    index: number,
    lineColor: Rgb | null,
    into: DataView,
    record: number,
  ): void {
    const { nameCount, diameter } = this.#options;
    into.setFloat32(record + this.#at.diameter, diameter, true);
    into.setFloat32(record + this.#at.index, index, true);
    if (nameCount < 256) into.setUint8(record + this.#at.name, name);
    else into.setUint16(record + this.#at.name, name, true);
    writeColor(into, record + this.#at.color, color);
    if (lineColor !== null) writeColor(into, record + this.#at.lineColor, lineColor);
  }
}

function writeLocation(into: DataView, at: number, x: number, y: number, z: number): void {
  into.setFloat32(at, x, true);
  into.setFloat32(at + 4, y, true);
  into.setFloat32(at + 8, z, true);
}

function writeColor(into: DataView, at: number, [red, green, blue]: Rgb): void {
  into.setUint8(at, red);
  into.setUint8(at + 1, green);
  into.setUint8(at + 2, blue);
}
