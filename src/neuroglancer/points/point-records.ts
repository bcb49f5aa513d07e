import type { Rgb } from '../../color/index.js';

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
export class PointRecords {
  /** Bytes of a record. */
  readonly recordBytes: number;
  readonly recordsPerPoint: number;
  readonly #layout: RecordLayout;
  readonly #floats: number;
  readonly #lower = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  readonly #upper = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  constructor(layout: RecordLayout) {
    const { isOriented, nameCount } = layout;
    this.#layout = layout;
    this.#floats = (isOriented ? 6 : 3) + 2;
    const narrow = (nameCount < 256 ? 1 : 2) + (isOriented ? 6 : 3);
    this.recordBytes = 4 * (this.#floats + Math.ceil(narrow / 4));
    this.recordsPerPoint = isOriented ? 3 : 1;
  }

  /** Bounds of all that was written. */
  get bounds(): Bounds {
    const isEmpty = (this.#lower[0] ?? 0) > (this.#upper[0] ?? 0);
    return isEmpty ? { lower: [0, 0, 0], upper: [0, 0, 0] } : { lower: this.#lower, upper: this.#upper };
  }

  /** Writes the records of the `index`-th point into zeros. */
  write(point: PrecomputedPoint, index: number, into: DataView, offset: number): void {
    const { x, y, z } = point;
    this.#include(x, y, z);
    if (!this.#layout.isOriented) {
      writePlace(into, offset, x, y, z);
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
      writePlace(into, at, x, y, z);
      writePlace(into, at + 12, endX, endY, endZ);
      this.#writeProperties(point, index, axisColors[axis] as Rgb, into, at);
      at += this.recordBytes;
    }
  }

  #lineEnd({ rotation }: PrecomputedPoint, start: number, row: number, axis: number): number {
    const { diameter, lineScale } = this.#layout;
    return start + diameter * lineScale * (rotation?.[row]?.[axis] ?? (row === axis ? 1 : 0));
  }

  #include(x: number, y: number, z: number): void {
    const [lower, upper] = [this.#lower, this.#upper];
    if (x < (lower[0] as number)) lower[0] = x;
    if (y < (lower[1] as number)) lower[1] = y;
    if (z < (lower[2] as number)) lower[2] = z;
    if (x > (upper[0] as number)) upper[0] = x;
    if (y > (upper[1] as number)) upper[1] = y;
    if (z > (upper[2] as number)) upper[2] = z;
  }

  #writeProperties(
    { name, color }: PrecomputedPoint,
    index: number,
    lineColor: Rgb | null,
    into: DataView,
    record: number,
  ): void {
    const { nameCount, diameter } = this.#layout;
    let at = record + 4 * this.#floats;
    into.setFloat32(at - 8, diameter, true);
    into.setFloat32(at - 4, index, true);
    if (nameCount < 256) into.setUint8(at++, name);
    else {
      into.setUint16(at, name, true);
      at += 2;
    }
    writeColor(into, at, color);
    if (lineColor !== null) writeColor(into, at + 3, lineColor);
  }
}

function writePlace(into: DataView, at: number, x: number, y: number, z: number): void {
  into.setFloat32(at, x, true);
  into.setFloat32(at + 4, y, true);
  into.setFloat32(at + 8, z, true);
}

function writeColor(into: DataView, at: number, [red, green, blue]: Rgb): void {
  into.setUint8(at, red);
  into.setUint8(at + 1, green);
  into.setUint8(at + 2, blue);
}
